import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import type { FlowDocument } from '../../api/types';
import { useResource } from '../../api/useResource';
import { freeId } from '../../commands/ids';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { useSend } from '../../components/useSend';
import { Waiting } from '../../components/Waiting';
import { createFlow } from './actions';
import { ExampleList } from './ExampleList';
import { NameAndId, useIdentity } from './NameAndId';

/** A new flow that begins as one of the ready ones; it opens as a draft, on simulated values. */
export function ExampleDialog({ taken, onClose }: { taken: ReadonlySet<string>; onClose: () => void }) {
  const { t, i18n } = useTranslation('flows');
  const [, go] = useLocation();
  const language = i18n.language.startsWith('zh') ? 'zh' : 'en';
  const examples = useResource<FlowDocument[]>(`/examples?language=${language}`);
  const [chosen, setChosen] = useState<FlowDocument | null>(null);
  const identity = useIdentity('', null, taken);
  const [shown, setShown] = useState(false);
  const { busy, failure, send } = useSend();
  const choose = (example: FlowDocument) => {
    setChosen(example);
    identity.set({ name: example.name, id: freeId(example.id, taken) });
  };
  const submit = () => {
    setShown(true);
    const { name, id, error } = identity;
    if (!chosen || !name.trim() || error) return;
    send(createFlow({ ...chosen, id, name: name.trim() }), () => {
      onClose();
      go(`/flows/${encodeURIComponent(id)}`);
    });
  };
  return (
    <Dialog
      title={t('example.title')}
      size={920}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={busy || !chosen}>
          {t('create.submit')}
        </button>
      }
    >
      <p className="mut">{t('example.what')}</p>
      <Waiting of={examples}>
        {(all) => <ExampleList examples={all} chosen={chosen?.id ?? ''} onChoose={choose} />}
      </Waiting>
      {chosen && (
        <div className="fl-named">
          <NameAndId identity={identity} shown={shown} />
        </div>
      )}
      <Failure message={failure} />
    </Dialog>
  );
}
