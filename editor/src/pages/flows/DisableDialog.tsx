import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { disableFlows } from './actions';

interface Props {
  flows: Pick<FlowSummary, 'id' | 'name'>[];
  onClose: () => void;
  onDone: () => void;
}

/** A flow that gives trouble is taken out until somebody enables it; the reason is for those who come after. */
export function DisableDialog({ flows, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const { busy, failure, send } = useSend();
  const [why, setWhy] = useState('');
  const [first] = flows;
  const several = flows.length > 1;
  return (
    <Dialog
      title={
        several
          ? t('folders:disableSeveral', { count: flows.length })
          : t('disable.title', { name: first?.name || first?.id })
      }
      onClose={onClose}
      onSubmit={() =>
        send(
          disableFlows(
            flows.map(({ id }) => id),
            why.trim(),
          ),
          onDone,
        )
      }
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
