import { useTranslation } from 'react-i18next';

import type { Problem } from '../../api/types';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import type { Mend } from './useGrid';

interface Props {
  problem: Problem;
  span: number;
  /** All gaps, at the first of them. */
  gaps: readonly Problem[];
  /** Not given: nothing can be changed. */
  onMend?: ((rows: readonly Mend[]) => void) | undefined;
}

/** What is wrong with a rule, below it; a case that no rule covers gets one by a click. */
export function Said({ problem, span, gaps, onMend }: Props) {
  const { t } = useTranslation('fields');
  const { mend, hint } = problem;
  return (
    <tr className="dt-said">
      <td colSpan={span + 2} data-severity={problem.severity}>
        <span role="alert">
          {problem.message} {hint && <span className="sec">{kindText(hint)}</span>}
        </span>
        {onMend && mend && mend.length > 0 && (
          <span className="dt-mend">
            <button type="button" className="btn sm" onClick={() => onMend([mend])}>
              <Icon name="plus" small />{' '}
              {t('grid.fill', { rule: mend.map((pair) => pair.join(' ')).join(', ') })}
            </button>
            {gaps.length > 1 && (
              <button
                type="button"
                className="btn sm"
                onClick={() => onMend(gaps.map((gap) => gap.mend ?? []))}
              >
                {t('grid.fillAll', { count: gaps.length })}
              </button>
            )}
          </span>
        )}
      </td>
    </tr>
  );
}
