import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { force } from '../../../api/forces';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { Field, TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';
import { useSpan } from '../act/span';
import { usePointLook } from '../pointLooks';
import { PointChoice } from './PointChoice';

const TIMES = [900, 3600, 14_400, 28_800, 86_400];

interface Props {
  /** The one that is offered at first. */
  point?: string;
  onClose: () => void;
  onDone: (point: string) => void;
}

/** Which point, at what value, how long and why. It ends by itself. */
export function ForceDialog({ point: offered = '', onClose, onDone }: Props) {
  const { t } = useTranslation('forced');
  const span = useSpan();
  const [point, setPoint] = useState(offered);
  const [value, setValue] = useState('');
  const [seconds, setSeconds] = useState(3600);
  const [reason, setReason] = useState('');
  const look = usePointLook(point);
  const { busy, failure, send } = useSend();
  const number = Number(value);
  const ready = point.trim() && value.trim() && Number.isFinite(number) && reason.trim();
  const submit = () => {
    if (ready)
      send(force(point.trim(), { value: number, seconds, reason: reason.trim() }), () => onDone(point));
  };
  return (
    <Dialog
      title={t('add')}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={!ready || busy}>
          {t('do')}
        </button>
      }
    >
      <p className="field-help">{t('warning')}</p>
      <PointChoice value={point} onChange={setPoint} />
      <div className="fields">
        <TextField
          label={look?.unit ? t('valueIn', { unit: look.unit }) : t('value')}
          value={value}
          onChange={setValue}
          error={value && !Number.isFinite(number) ? t('number') : null}
        />
        <Field label={t('for')}>
          {(props) => (
            <select
              {...props}
              className="inp"
              value={seconds}
              onChange={(event) => setSeconds(Number(event.target.value))}
            >
              {TIMES.map((time) => (
                <option key={time} value={time}>
                  {span(time)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <TextField label={t('why')} value={reason} onChange={setReason} />
      <Failure message={failure} />
    </Dialog>
  );
}
