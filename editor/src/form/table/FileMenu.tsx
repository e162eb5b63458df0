import { Menu } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { ApiProblem, Unreachable } from '../../api/errors';
import type { SheetCell } from '../../api/workbook';
import { toast, toastError } from '../../app/toasts';
import { FileInput } from '../../components/FileInput';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { type FileTable, type Format, isFilled, readTable, saveTable } from './file';

interface Props {
  /** Of the file. */
  name: string;
  /** What is saved, with the names of the columns in the first line. */
  cells: () => SheetCell[][];
  empty: boolean;
  /** Not given: a file always takes the place of what is there. */
  onAdd?: (table: FileTable) => void;
  onReplace: (table: FileTable) => void;
}

/** A table from a file and to a file: CSV or Excel. */
export function FileMenu({ name, cells, empty, onAdd, onReplace }: Props) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const input = useRef<HTMLInputElement>(null);
  const adds = useRef(false);
  /** Of the last drawing: reading takes a while, in which rows may change. */
  const take = useRef({ onAdd, onReplace });
  take.current = { onAdd, onReplace };
  const choose = (toAdd: boolean) => {
    adds.current = toAdd;
    input.current?.click();
  };
  const read = async (file: File) => {
    try {
      const table = await readTable(file);
      if (!table.cells.some(isFilled)) return toastError(t('file.empty', { name: file.name }));
      const { onAdd: add, onReplace: replace } = take.current;
      (adds.current && add ? add : replace)(table);
      const others = table.others.join(', ');
      if (others) toast(t('file.others', { sheet: table.sheet, others }));
    } catch (error) {
      const said = error instanceof ApiProblem || error instanceof Unreachable;
      toastError(said ? error : t('pieces:file.unreadable', { name: file.name }));
    }
  };
  const save = (format: Format) => void saveTable(name, cells(), format).catch(toastError);
  return (
    <>
      <Menu position="top-start" width={300}>
        <Menu.Target>
          <button type="button" className="btn ghost sm">
            <Icon name="file" small /> {t('file.menu')}
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {onAdd && (
            <Menu.Item disabled={form.disabled} onClick={() => choose(true)}>
              {t('file.add')}
            </Menu.Item>
          )}
          <Menu.Item disabled={form.disabled} onClick={() => choose(false)}>
            {t('file.replace')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item disabled={empty} onClick={() => save('xlsx')}>
            {t('file.saveExcel')}
          </Menu.Item>
          <Menu.Item disabled={empty} onClick={() => save('csv')}>
            {t('file.saveCsv')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FileInput
        input={input}
        accept=".xlsx,.csv,.tsv,.txt,text/csv"
        label={t('file.input')}
        onFile={(file) => void read(file)}
      />
    </>
  );
}
