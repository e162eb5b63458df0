import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { FileInput } from './FileInput';

interface Props {
  accept: string;
  onText: (text: string, name: string) => void;
  onError: (message: string) => void;
}

/** Chooses a text file and hands over its content. */
export function FileButton({ accept, onText, onError }: Props) {
  const { t } = useTranslation('pieces');
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File) => {
    try {
      onText(decode(await file.arrayBuffer()), file.name);
    } catch {
      onError(t('file.unreadable', { name: file.name }));
    }
  };
  return (
    <>
      <button type="button" className="btn" onClick={() => input.current?.click()}>
        {t('file.choose')}
      </button>
      <FileInput input={input} accept={accept} label={t('file.choose')} onFile={(file) => void take(file)} />
    </>
  );
}

/** UTF-8; what is not is read as GB 18030, which spreadsheets in Chinese save. */
export function decode(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes);
  }
}
