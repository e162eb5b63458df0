import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, path } from '../../../api/client';
import { live } from '../../../api/live';
import type { DraftInfo, DraftRecord, FlowRecord, Version } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { useSession } from '../../../app/session';
import { toastError } from '../../../app/toasts';
import { Dialog } from '../../../components/Dialog';
import { clockTime, dateTime } from '../../../flow/format';
import { useEditor } from '../../../store';
import { saveNow } from '../../../store/autosave';
import { compare } from '../../../store/compare';
import { mergeDraft } from '../../../store/merging';

/** Drafts of the flow: those of others can be looked at, merged into mine or taken over; mine can be given up. */
export function Drafts({ versions }: { versions: readonly Version[] }) {
  const { t } = useTranslation('deploying');
  const id = useEditor((state) => state.root?.id ?? '');
  const drafts = useResource<DraftInfo[]>(path`/flows/${id}/drafts`);
  const { reload } = drafts;
  useEffect(() => live.on((message) => message.type === 'flows' && reload()), [reload]);
  if (!drafts.data?.length) return null;
  return (
    <ul className="drafts" aria-label={t('drafts.label')}>
      {drafts.data.map((draft) => (
        <Line key={draft.user} draft={draft} flow={id} all={drafts.data ?? []} versions={versions} />
      ))}
    </ul>
  );
}

interface LineProps {
  draft: DraftInfo;
  flow: string;
  all: DraftInfo[];
  versions: readonly Version[];
}

function Line({ draft, flow, all, versions }: LineProps) {
  const { t } = useTranslation('deploying');
  const me = useSession((state) => state.session?.user.name);
  const readOnly = useEditor((state) => state.readOnly);
  const [asking, setAsking] = useState(false);
  const { user, saved, changes, base } = draft;
  const mine = user === me;
  const own = all.some((one) => one.user === me);
  const attempt = (work: Promise<unknown>) => void work.catch(toastError);
  const today = new Date(saved).toDateString() === new Date().toDateString();
  const time = today ? clockTime(saved, false) : dateTime(saved);
  return (
    <li>
      <span>
        {t(mine ? 'drafts.mine' : 'drafts.of', { user, time, count: changes })}
        {base !== null && <span className="sec"> {t('drafts.base', { version: base })}</span>}
      </span>
      <span className="sp" />
      <button
        type="button"
        className="btn sm"
        onClick={() => attempt(compare({ base: user, versions }, { user }))}
      >
        {t('drafts.look')}
      </button>
      {!mine && !readOnly && (
        <button
          type="button"
          className="btn sm"
          onClick={() => attempt(api.get<DraftRecord>(path`/flows/${flow}/drafts/${user}`).then(mergeDraft))}
        >
          {t('drafts.merge')}
        </button>
      )}
      {!mine && !readOnly && !own && (
        <button type="button" className="btn sm" onClick={() => attempt(takeOver(flow, user))}>
          {t('drafts.take')}
        </button>
      )}
      {mine && !readOnly && (
        <button type="button" className="btn sm" onClick={() => setAsking(true)}>
          {t('drafts.discard')}
        </button>
      )}
      {asking && (
        <Dialog
          title={t('drafts.discardTitle', { count: changes })}
          onClose={() => setAsking(false)}
          onSubmit={() => {
            setAsking(false);
            attempt(giveUp(flow));
          }}
          actions={
            <button type="submit" className="btn prim">
              {t('drafts.discard')}
            </button>
          }
        >
          <p>{t('drafts.discardText')}</p>
        </Dialog>
      )}
    </li>
  );
}

async function takeOver(flow: string, user: string): Promise<void> {
  await saveNow(); // what was just done here is a draft of one's own: the server says no then
  await api.post(path`/flows/${flow}/drafts/${user}/take`, {});
  useEditor.getState().open(await api.get<FlowRecord>(path`/flows/${flow}`));
}

/** Back to what everybody has. */
async function giveUp(flow: string): Promise<void> {
  await saveNow(); // a save on its way would bring the draft back
  const { revision, open } = useEditor.getState();
  await api.delete(path`/flows/${flow}/draft`, { revision });
  open(await api.get<FlowRecord>(path`/flows/${flow}`));
}
