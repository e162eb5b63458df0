import { Menu } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { toastError } from '../../app/toasts';
import { decode } from '../../components/FileButton';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';

interface Props {
  empty: boolean;
  /** Not given: a file always takes the place of what is there. */
  onAdd?: (text: string) => void;
  onReplace: (text: string) => void;
  onSave: () => void;
}

/** A table from a file and to a file. */
export function CsvMenu({ empty, onAdd, onReplace, onSave }: Props) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const input = useRef<HTMLInputElement>(null);
  const taking = useRef(onReplace);
  const choose = (take: (text: string) => void) => {
    taking.current = take;
    input.current?.click();
  };
  const read = async (file: File | undefined) => {
    if (!file) return;
    try {
      taking.current(decode(await file.arrayBuffer()));
    } catch {
      toastError(t('pieces:file.unreadable', { name: file.name }));
    }
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
          {onAdd && (
            <Menu.Item disabled={form.disabled} onClick={() => choose(onAdd)}>
              {t('csv.add')}
            </Menu.Item>
          )}
          <Menu.Item disabled={form.disabled} onClick={() => choose(onReplace)}>
            {t('csv.replace')}
          </Menu.Item>
          <Menu.Item disabled={empty} onClick={onSave}>
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
