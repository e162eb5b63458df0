import { useTranslation } from 'react-i18next';

import type { Problem } from '../../api/types';
import { type Path, pathText } from '../../commands/paths';
import { useEditor } from '../../store';
import { useForm } from '../context';
import type { Field } from '../schema';

const MOST = 4;

/** What is wrong in the cells, below the table: a click goes to the cell. */
export function CellProblems({ path, columns }: { path: Path; columns: Field[] }) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const setUi = useEditor((state) => state.setUi);
  const prefix = `${pathText(path)}/`;
  const found = [...form.problems].filter(([at]) => at.startsWith(prefix)).flatMap(([, list]) => list);
  if (!found.length) return null;
  const sorted = [...found].sort((a, b) => rowOf(a, prefix) - rowOf(b, prefix));
  return (
    <ul className="cell-problems" data-columns={columns.length}>
      {sorted.slice(0, MOST).map((problem) => (
        <li
          key={problem.field + problem.message}
          className={problem.severity === 'error' ? 'field-error' : 'field-warning'}
        >
          <button type="button" onClick={() => setUi({ focusField: problem.field })}>
            {problem.message}
          </button>{' '}
          {problem.hint && <span className="sec">{problem.hint}</span>}
        </li>
      ))}
      {sorted.length > MOST && <li className="mut">{t('moreProblems', { count: sorted.length - MOST })}</li>}
    </ul>
  );
}

const rowOf = (problem: Problem, prefix: string): number =>
  Number(problem.field?.slice(prefix.length).split('/')[0]) || 0;
