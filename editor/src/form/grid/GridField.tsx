import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { fieldsOf } from '../schema';
import { FileMenu } from '../table/FileMenu';
import { isFilled, numeric } from '../table/file';
import { Large, LargeButton } from '../table/Large';
import { MultiLine } from '../widgets/Text';
import { asText, type WidgetProps } from '../widgets/widget';
import { GridTable } from './GridTable';
import { isDecision } from './text';
import { useGrid, withDefaults } from './useGrid';

/** A table of rules or entries, kept as the text that it always was, edited in cells. */
export function GridField(props: WidgetProps) {
  const { field, path, value, id } = props;
  const { t } = useTranslation('fields');
  const form = useForm();
  const [asPlain, setAsPlain] = useState(false);
  const [large, setLarge] = useState(false);
  const fields = useMemo(() => fieldsOf(form.root), [form.root]);
  const full = withDefaults(form.value, fields);
  const grid = useGrid(asText(value), path, full);
  const decision = isDecision(full);
  const content = (
    <>
      {asPlain ? <MultiLine {...props} /> : <GridTable id={id} grid={grid} path={path} config={full} />}
      <div className="table-tools">
        {!form.disabled && !asPlain && (
          <>
            <button type="button" className="btn ghost sm" onClick={() => grid.addRow(grid.rows.length - 1)}>
              <Icon name="plus" small /> {t(decision ? 'grid.rule' : 'grid.row')}
            </button>
            {decision ? (
              <>
                <button
                  type="button"
                  className="btn ghost sm"
                  onClick={() => grid.addColumn('when', 'input')}
                >
                  <Icon name="plus" small /> {t('grid.condition')}
                </button>
                <button
                  type="button"
                  className="btn ghost sm"
                  onClick={() => grid.addColumn('then', 'result')}
                >
                  <Icon name="plus" small /> {t('grid.result')}
                </button>
              </>
            ) : (
              <button
                type="button"
                className="btn ghost sm"
                onClick={() => grid.addColumn('other', 'column')}
              >
                <Icon name="plus" small /> {t('grid.column')}
              </button>
            )}
          </>
        )}
        <FileMenu
          name={kindText(field.title)}
          cells={() => [grid.names, ...grid.rows.map((row) => row.cells.map(numeric))]}
          empty={!grid.names.length}
          onReplace={({ cells }) => grid.replace(cells.filter(isFilled))}
        />
        <span className="sp" />
        <button
          type="button"
          className="btn ghost sm"
          aria-pressed={asPlain}
          onClick={() => setAsPlain(!asPlain)}
        >
          {t('grid.asText')}
        </button>
        {!large && <LargeButton onClick={() => setLarge(true)} />}
      </div>
    </>
  );
  if (!large) return content;
  return (
    <Large title={kindText(field.title)} onClose={() => setLarge(false)}>
      {content}
    </Large>
  );
}
