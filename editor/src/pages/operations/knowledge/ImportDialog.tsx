import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type ImportResult, importKnowledge } from '../../../api/alarmKnowledge';
import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { FileInput } from '../../../components/FileInput';
import { useSend } from '../../../components/useSend';

/** A CSV or Excel file: first it is told what would change, then it is taken. */
export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('rationale');
  const input = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<File | null>(null);
  const [result, setResult] = useState<ImportResult | null>(null);
  const { busy, failure, send } = useSend();
  const look = (chosen: File) => {
    setFile(chosen);
    setResult(null);
    send(importKnowledge(chosen, true).then(setResult), () => undefined);
  };
  const ready = file && result && result.problems.length === 0;
  return (
    <Dialog
      title={t('import')}
      wide
      onClose={onClose}
      onSubmit={() => ready && send(importKnowledge(file, false), onDone)}
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
      {result && result.problems.length > 0 && (
        <div className="problem-box">
          <table className="t">
            <tbody>
              {result.problems.map((problem, i) => (
                <tr key={i}>
                  <td>{t('place', { row: problem.row, column: problem.column })}</td>
                  <td className="kn-text">{problem.message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Failure message={failure} />
    </Dialog>
  );
}
