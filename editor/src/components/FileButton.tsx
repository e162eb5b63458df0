import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  accept: string;
  onText: (text: string, name: string) => void;
  onError: (message: string) => void;
}

/** Chooses a text file and hands over its content. */
export function FileButton({ accept, onText, onError }: Props) {
  const { t } = useTranslation('pieces');
  const input = useRef<HTMLInputElement>(null);
  const take = async (file: File | undefined) => {
    if (!file) return;
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
      <input
        ref={input}
        type="file"
        accept={accept}
        hidden
        aria-label={t('file.choose')}
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
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
