import { useTranslation } from 'react-i18next';

import { fieldsOf } from '../../../form/schema';
import { kindText } from '../../../i18n';
import { Status } from '../../../look/Status';
import { useEditor } from '../../../store';
import { useGoTo } from '../finder/useGoTo';
import { TryAgain } from '../TryAgain';
import { type Row, useProblems } from './useProblems';

export function Problems() {
  const { t } = useTranslation('editor');
  const rows = useProblems();
  if (rows.length === 0) return <p className="hint">{t('problems.none')}</p>;
  return (
    <table className="t problems">
      <tbody>
        {rows.map((row) => (
          <ProblemRow key={row.key} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function ProblemRow({ row }: { row: Row }) {
  const { t } = useTranslation('editor');
  const show = useShow();
  const node = useEditor((state) => (row.node ? state.document?.nodes[row.node] : undefined));
  const spec = useEditor((state) => (node ? state.kinds.get(node.kind) : undefined));
  const [name, index] = row.field?.split('/') ?? [];
  const field = spec && name ? fieldsOf(spec.config).find((one) => one.name === name) : undefined;
  const place = field ? kindText(field.title) : (name ?? '');
  return (
    <tr className="two">
      <td>
        <Status status={row.severity === 'error' ? 'error' : 'warn'} />
      </td>
      <td className="msg">
        <div title={row.message}>{row.message}</div>
        {row.hint && <div className="d2">{row.hint}</div>}
      </td>
      <td className="sec">{node?.name ?? row.node ?? t('problems.flow')}</td>
      <td className="sec">
        {place}
        {index !== undefined && /^\d+$/.test(index) && ` · ${t('problems.row', { row: Number(index) + 1 })}`}
      </td>
      <td className="num mut">
        {row.running ? (row.count > 0 ? `×${row.count}` : '') : t('problems.draft')}
      </td>
      <td>
        {row.node && row.stopped && <TryAgain node={row.node} />}
        {row.node && node && (
          <button type="button" className="btn sm" onClick={() => show(row)}>
            {t('problems.show')}
          </button>
        )}
      </td>
    </tr>
  );
}

/** Selects the node, brings it into view and opens the field. */
function useShow() {
  const goTo = useGoTo();
  return (row: Row) => {
    if (!row.node) return;
    useEditor.getState().setUi({
      inspectorTab: row.running ? 'data' : 'settings',
      focusField: row.field,
      deploying: false,
    });
    goTo([row.node]);
  };
}
