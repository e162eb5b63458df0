import { useTranslation } from 'react-i18next';

import type { FormulaCheck } from '../../api/types';
import { usePreview } from './result';

/** Below a formula: the inputs with their units, the unit of the result, its value now, and what is converted. */
export function FormulaResult({ formula, check }: { formula: string; check: FormulaCheck | null }) {
  const { t, i18n } = useTranslation('form');
  const { t: common } = useTranslation('common');
  const right = check?.ok === true && check.inputs.length > 0;
  const sample = usePreview(formula, right);
  if (!check?.ok || !right) return null;
  const units = check.units ?? {};
  const points = check.inputs.map((name) => (units[name] ? `${name} (${units[name]})` : name));
  const unit = check.unit ?? '';
  return (
    <div className="formula-ok">
      <div>{t('formula.reads', { points: points.join(t('formula.comma')) })}</div>
      <output className="formula-now" data-quality={sample?.quality}>
        {sample ? (
          <>
            {t('formula.now')} <b>{shown(sample.value, i18n.language)}</b> {unit}
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

function shown(value: number | null, language: string): string {
  if (value === null) return '–';
  return new Intl.NumberFormat(language, { maximumSignificantDigits: 6 }).format(value);
}
