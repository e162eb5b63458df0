import type { RefObject } from 'react';

interface Props {
  /** Its `click()` opens the browser's dialog. */
  input: RefObject<HTMLInputElement | null>;
  label: string;
  accept: string;
  onFile: (file: File) => void;
}

/** What a button of ours stands for; the same file can be chosen again. */
export function FileInput({ input, label, accept, onFile }: Props) {
  return (
    <input
      ref={input}
      type="file"
      hidden
      accept={accept}
      aria-label={label}
      onChange={(event) => {
        const file = event.target.files?.[0];
        if (file) onFile(file);
        event.target.value = '';
      }}
    />
  );
}
