import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { blockUses, readBlock } from '../../../api/blocks';
import { messageOf } from '../../../api/errors';
import type { Block, Blocks } from '../../../api/types';
import { toast, toastError } from '../../../app/toasts';
import { upgraded } from '../../../commands/upgrade';
import { Dialog } from '../../../components/Dialog';
import { useEditor } from '../../../store';
import { becomeWhole } from './actions';
import { innerOf } from './fromLibrary';
import { OtherFlows } from './OtherFlows';
import { UpgradeText } from './UpgradeText';
import { upgradeOthers, withOlder } from './upgradeOthers';

interface Found {
  next: Block;
  inner: Blocks;
  /** Other flows with an older version. */
  others: string[];
}

/** The newest version of the library takes the place of the flow's copy: what that changes, and what it does not. */
export function UpgradeDialog({ block: key, onClose }: { block: string; onClose: () => void }) {
  const { t } = useTranslation('blocks');
  const root = useEditor((state) => state.root);
  const [found, setFound] = useState<Found | null>(null);
  const [error, setError] = useState('');
  const [also, setAlso] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    let gone = false;
    find(key)
      .then((made) => !gone && setFound(made))
      .catch((failure: unknown) => !gone && setError(messageOf(failure)));
    return () => {
      gone = true;
    };
  }, [key]);
  const plan = found && root ? upgraded(root, key, found.next, found.inner) : null;
  const submit = () => {
    if (!found || !plan) return;
    becomeWhole(plan.document, { what: 'upgrade', name: found.next.name || key });
    onClose();
    if (also.size > 0)
      void upgradeOthers([...also], key, found.next, found.inner).then(({ done, left, failed }) => {
        if (done) toast(t('upgrade.done', { count: done }));
        if (left.length) toastError(new Error(t('upgrade.left', { flows: left.join(', ') })));
        for (const one of failed) toastError(new Error(one));
      });
  };
  return (
    <Dialog
      title={t('upgrade.title', { name: found?.next.name || key })}
      wide
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={!plan}>
          {plan ? t('upgrade.submit', { version: plan.to }) : t('common:loading')}
        </button>
      }
    >
      {error && <p className="field-error">{error}</p>}
      {plan && <UpgradeText plan={plan} />}
      {found && found.others.length > 0 && (
        <OtherFlows flows={found.others} chosen={also} onChoose={setAlso} />
      )}
    </Dialog>
  );
}

async function find(key: string): Promise<Found> {
  const root = useEditor.getState().root;
  const [next, uses] = await Promise.all([readBlock(key), blockUses(key)]);
  const inner = await innerOf(next, root?.blocks ?? {}); // other flows may hold none of them
  const others = withOlder(uses, next.version ?? 1).filter((flow) => flow !== root?.id);
  return { next, inner, others };
}
