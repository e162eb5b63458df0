import { useTranslation } from 'react-i18next';

import { copyText } from '../../app/copy';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import type { Field } from '../schema';
import { FileMenu } from './FileMenu';
import type { FileTable } from './file';
import { LargeButton } from './Large';
import { cellsOf, duplicated, type Row, without } from './rows';

interface Props {
  name: string;
  columns: Field[];
  rows: Row[];
  large: boolean;
  onAdd: () => void;
  onPaste: () => void;
  /** `all`: in place of the rows that are there. */
  onImport: (table: FileTable, all: boolean) => void;
  onLarge: () => void;
}

/** Below a table: add, paste, files, how many rows there are. */
export function TableTools(props: Props) {
  const { t } = useTranslation('form');
  const form = useForm();
  return (
    <div className="table-tools">
      {!form.disabled && (
        <>
          <button type="button" className="btn ghost sm" onClick={props.onAdd}>
            <Icon name="plus" small /> {t('table.add')}
          </button>
          <button type="button" className="btn ghost sm" onClick={props.onPaste}>
            <Icon name="paste" /> {t('table.paste')}
          </button>
        </>
      )}
      <FileMenu
        name={props.name}
        cells={() => cellsOf(props.columns, props.rows)}
        empty={props.rows.length === 0}
        onAdd={(table) => props.onImport(table, false)}
        onReplace={(table) => props.onImport(table, true)}
      />
      <span className="sp" />
      <span className="mut">{t('table.rows', { count: props.rows.length })}</span>
      {!props.large && <LargeButton onClick={props.onLarge} />}
    </div>
  );
}

TableTools.Filter = Filter;

interface FilterProps {
  text: string;
  onText: (text: string) => void;
  shown: number;
  count: number;
}

function Filter({ text, onText, shown, count }: FilterProps) {
  const { t } = useTranslation('fields');
  return (
    <div className="table-filter">
      <span className="inp">
        <Icon name="search" small />
        <input
          type="search"
          aria-label={t('filter')}
          placeholder={t('filter')}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || !text) return;
            event.stopPropagation();
            onText('');
          }}
        />
      </span>
      {text && <output className="mut">{t('shown', { shown, count })}</output>}
    </div>
  );
}

interface BarProps {
  rows: Row[];
  columns: Field[];
  chosen: ReadonlySet<number>;
  onChoose: (chosen: ReadonlySet<number>) => void;
  put: (rows: Row[]) => void;
}

/** What can be done with the rows that are chosen. */
export function RowBar({ rows, columns, chosen, onChoose, put }: BarProps) {
  const { t } = useTranslation('fields');
  const places = [...chosen].sort((a, b) => a - b);
  const copy = () => {
    const lines = places.map((i) => columns.map((column) => String(rows[i]?.[column.name] ?? '')).join('\t'));
    void copyText(lines.join('\n'));
  };
  return (
    <div className="row-bar" role="toolbar" aria-label={t('rows.bar')}>
      <span>{t('rows.chosen', { count: places.length })}</span>
      <span className="sp" />
      <button type="button" className="btn ghost sm" onClick={copy}>
        {t('rows.copy')}
      </button>
      <button type="button" className="btn ghost sm" onClick={() => put(duplicated(rows, places))}>
        {t('rows.duplicate')}
      </button>
      <button type="button" className="btn ghost sm" onClick={() => put(without(rows, places))}>
        {t('rows.remove')}
      </button>
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('rows.none')}
        onClick={() => onChoose(new Set())}
      >
        <Icon name="x" small />
      </button>
    </div>
  );
}
