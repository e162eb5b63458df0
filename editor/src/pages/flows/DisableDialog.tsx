import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { disableFlow } from './actions';

interface Props {
  flow: Pick<FlowSummary, 'id' | 'name'>;
  onClose: () => void;
  onDone: () => void;
}

/** A flow that gives trouble is taken out until somebody enables it; the reason is for those who come after. */
export function DisableDialog({ flow, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const { busy, failure, send } = useSend();
  const [why, setWhy] = useState('');
  return (
    <Dialog
      title={t('disable.title', { name: flow.name || flow.id })}
      onClose={onClose}
      onSubmit={() => send(disableFlow(flow.id, why.trim()), onDone)}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('disable.submit')}
        </button>
      }
    >
      <p>{t('disable.text')}</p>
      <Field label={t('disable.why')}>
        {(props) => (
          <input
            {...props}
            className="inp"
            value={why}
            maxLength={2000}
            onChange={(e) => setWhy(e.target.value)}
          />
        )}
      </Field>
      <Failure message={failure} />
    </Dialog>
  );
}
