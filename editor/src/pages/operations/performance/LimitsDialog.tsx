import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Measure, publishThreshold, setThreshold } from '../../../api/alarmPerformance';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { TextField } from '../../../components/Field';
import { useSend } from '../../../components/useSend';
import { limitText } from './limits';

interface Props {
  measure: Measure;
  onClose: () => void;
  onDone: () => void;
}

const text = (value: number | null) => (value === null ? '' : String(value));
const wrong = (value: string) => value.trim() !== '' && !(Number(value) >= 0 && Number(value) < 1e9);
const number = (value: string) => (value.trim() === '' ? null : Number(value));

/** Target and maximum of one measure; empty: no such limit. */
export function LimitsDialog({ measure, onClose, onDone }: Props) {
  const { t } = useTranslation('performance');
  const [target, setTarget] = useState(text(measure.target));
  const [maximum, setMaximum] = useState(text(measure.maximum));
  const { busy, failure, send } = useSend();
  const [low, high] = [number(target), number(maximum)];
  const order = high !== null && (low === null || high < low);
  const ready = !wrong(target) && !wrong(maximum) && !order && !busy;
  return (
    <Dialog
      title={t('limits.title', { measure: t(`name.${measure.name}`) })}
      onClose={onClose}
      onSubmit={() => ready && send(setThreshold(measure.name, low, high), onDone)}
      actions={
        <>
          {measure.set_by && (
            <button
              type="button"
              className="btn"
              disabled={busy}
              onClick={() => send(publishThreshold(measure.name), onDone)}
            >
              {t('limits.publish')}
            </button>
          )}
          <button type="submit" className="btn prim" disabled={!ready}>
            {t('common:save')}
          </button>
        </>
      }
    >
      <p className="sec">{t('limits.published', { limits: limitText(measure) })}</p>
      <div className="fields">
        <TextField
          label={[t('target'), measure.unit].filter(Boolean).join(', ')}
          value={target}
          autoFocus
          error={wrong(target) ? t('limits.number') : null}
          onChange={setTarget}
        />
        <TextField
          label={[t('maximum'), measure.unit].filter(Boolean).join(', ')}
          value={maximum}
          error={wrong(maximum) ? t('limits.number') : order ? t('limits.order') : null}
          onChange={setMaximum}
        />
      </div>
      <p className="field-help">{t('limits.help')}</p>
      <Failure message={failure} />
    </Dialog>
  );
}
