import { useTranslation } from 'react-i18next';

import type { FormulaCheck } from '../../api/types';
import { Forced } from '../../look/Forced';
import type { FormulaTrial } from './types';
import { shown } from './words';

/** Below a formula: the inputs with their units, the unit of the result, its value now, and what is converted. */
export function FormulaResult({ check, trial }: { check: FormulaCheck | null; trial: FormulaTrial | null }) {
  const { t } = useTranslation('form');
  const { t: common } = useTranslation('common');
  if (!check?.ok || !check.inputs.length) return null;
  const sample = trial?.sample;
  const units = check.units ?? {};
  const points = check.inputs.map((name) => (units[name] ? `${name} (${units[name]})` : name));
  const unit = check.unit ?? '';
  return (
    <div className="formula-ok">
      <div>{t('formula.reads', { points: points.join(t('formula.comma')) })}</div>
      <output className="formula-now" data-quality={sample?.quality}>
        {sample ? (
          <>
            {t('formula.now')} {sample.reason === 'forced' && <Forced />}
            <b>{shown(sample.value)}</b> {unit}
            {sample.quality !== 'good' && <span className="sec"> {common(`quality.${sample.quality}`)}</span>}
          </>
        ) : (
          unit && t('formula.unit', { unit })
        )}
      </output>
      {(check.notes ?? []).map((note) => (
        <div key={note}>{note}</div>
      ))}
    </div>
  );
}
