import { useTranslation } from 'react-i18next';

import type { Wrong } from './FormulaEditor';

/** What is wrong with a formula, where, and a click that mends it where that is known. */
export function FormulaWrong({
  wrong,
  onFix,
}: {
  wrong: Wrong & { hint?: string | null };
  onFix?: (() => void) | undefined;
}) {
  const { t } = useTranslation('form');
  return (
    <div className="formula-error" role="alert">
      <b>{t('formula.place', { line: wrong.line, column: wrong.column })}</b> {wrong.message}
      {wrong.hint && <span className="sec"> {wrong.hint}</span>}
      {onFix && (
        <button type="button" className="btn ghost sm" title="Ctrl+." onClick={onFix}>
          {t('fields:formula.fix')}
        </button>
      )}
    </div>
  );
}
