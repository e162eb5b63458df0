import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ImportResult, importKnowledge } from '../../../api/alarmKnowledge';
import { type LineProblem, lineProblems } from '../../../api/errors';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { FileInput } from '../../../components/FileInput';
import { LineProblems } from '../../../components/LineProblems';
import { useSend } from '../../../components/useSend';

/** A CSV or Excel file: first it is told what would change, then it is taken. */
export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('rationale');
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const [problems, setProblems] = useState<LineProblem[]>([]);
  const { busy, failure, send } = useSend();
  const ask = (chosen: File, dry: boolean, done: (result: ImportResult) => void) => {
    setProblems([]);
    const refuse = (error: unknown) => {
      const found = lineProblems(error);
      if (found) setResult(null);
      setProblems(found ?? []);
      throw error;
    };
    send(importKnowledge(chosen, dry).then(done, refuse), () => undefined);
  };
  const look = (chosen: File) => {
    setFile(chosen);
    setResult(null);
    ask(chosen, true, setResult);
  };
  const ready = file && result;
  return (
    <Dialog
      title={t('import')}
      wide
      onClose={onClose}
      onSubmit={() => ready && ask(file, false, onDone)}
      actions={
        <button type="submit" className="btn prim" disabled={!ready || busy}>
          {t('take')}
        </button>
      }
    >
      <p className="field-help">{t('importHelp')}</p>
      <div>
        <button type="button" className="btn" data-autofocus onClick={() => input.current?.click()}>
          {t('pieces:file.choose')}
        </button>{' '}
        {file?.name}
        <FileInput input={input} accept=".csv,.xlsx,text/csv" label={t('pieces:file.choose')} onFile={look} />
      </div>
      {result && <p role="status">{t('outcome', { ...result })}</p>}
      <Failure message={failure} />
      <LineProblems problems={problems} />
    </Dialog>
  );
}
