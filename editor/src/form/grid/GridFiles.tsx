import { Menu } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { toastError } from '../../app/toasts';
import { decode } from '../../components/FileButton';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import { cellText, csvOf, parseCsv } from '../table/csv';
import { saveText } from '../table/save';
import type { GridModel } from './useGrid';

/** A grid from a file and to a file, with its first line. */
export function GridFiles({ name, grid }: { name: string; grid: GridModel }) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const input = useRef<HTMLInputElement>(null);
  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      grid.replace(parseCsv(decode(await file.arrayBuffer())));
    } catch {
      toastError(t('pieces:file.unreadable', { name: file.name }));
    }
  };
  const save = () => {
    const lines = [grid.names, ...grid.rows.map((row) => row.cells)];
    saveText(`${name}.csv`, csvOf(lines.map((line) => line.map(cellText))));
  };
  return (
    <>
      <Menu position="top-start" width={220}>
        <Menu.Target>
          <button type="button" className="btn ghost sm">
            <Icon name="file" small /> CSV
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item disabled={form.disabled} onClick={() => input.current?.click()}>
            {t('csv.replace')}
          </Menu.Item>
          <Menu.Item disabled={!grid.names.length} onClick={save}>
            {t('csv.save')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <input
        ref={input}
        type="file"
        accept=".csv,.tsv,.txt,text/csv"
        hidden
        aria-label={t('csv.file')}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
    </>
  );
}
