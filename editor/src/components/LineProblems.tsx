import { useTranslation } from 'react-i18next';

import type { LineProblem } from '../api/errors';
import { Scroll } from './Scroll';

/** What is wrong in a file that was not taken, by line and column. */
export function LineProblems({ problems }: { problems: readonly LineProblem[] }) {
  const { t } = useTranslation('pieces');
  if (problems.length === 0) return null;
  return (
    <Scroll className="problem-box" label={t('lines.label')}>
      <table className="t">
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('lines.line')}
            </th>
            <th scope="col">{t('lines.column')}</th>
            <th scope="col">{t('lines.message')}</th>
          </tr>
        </thead>
        <tbody>
          {problems.map((problem, i) => (
            <tr key={i}>
              <td className="num">{problem.line}</td>
              <td>{problem.column}</td>
              <td>{problem.message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
