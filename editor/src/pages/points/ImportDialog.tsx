import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { type LineProblem, lineProblems } from '../../api/errors';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { FileButton } from '../../components/FileButton';
import { LineProblems } from '../../components/LineProblems';
import { useSend } from '../../components/useSend';

interface Answer {
  added: number;
  changed: number;
  problems: LineProblem[];
}

/** Takes in a CSV file: all lines, or none and the list of what is wrong. */
export function ImportDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation('points');
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [unreadable, setUnreadable] = useState('');
  const { busy, failure, send } = useSend();
  const submit = () => {
    if (!file) return;
    send(upload(file.text).then(take), () => undefined);
  };
  const take = (result: Answer) => {
    setAnswer(result);
    if (result.problems.length === 0) onDone();
  };
  const choose = (text: string, name: string) => {
    setFile({ name, text });
    setAnswer(null);
    setUnreadable('');
  };
  const done = answer?.problems.length === 0;
  return (
    <Dialog
      title={t('import.title')}
      wide
      done={done}
      onClose={onClose}
      onSubmit={submit}
      actions={
        !done && (
          <button type="submit" className="btn prim" disabled={!file || (busy && !answer)}>
            {t('import.submit')}
          </button>
        )
      }
    >
      <p className="sec">{t('import.help')}</p>
      <div className="pt-file">
        <FileButton accept=".csv,text/csv" onText={choose} onError={setUnreadable} />
        <span>{file && t('import.file', { name: file.name, count: countLines(file.text) })}</span>
      </div>
      {done && <p role="status">{t('import.done', { added: answer.added, changed: answer.changed })}</p>}
      {answer && !done && <Problems problems={answer.problems} />}
      <Failure message={failure || unreadable} />
    </Dialog>
  );
}

/** A refusal with line problems is an answer like any other. */
async function upload(text: string): Promise<Answer> {
  try {
    return await api.post<Answer>('/points.csv', text);
  } catch (error) {
    const problems = lineProblems(error);
    if (!problems) throw error;
    return { added: 0, changed: 0, problems };
  }
}

const countLines = (text: string) => Math.max(0, text.split('\n').filter((line) => line.trim()).length - 1);

function Problems({ problems }: { problems: LineProblem[] }) {
  const { t } = useTranslation('points');
  return (
    <div role="alert">
      <p>{t('import.refused', { count: problems.length })}</p>
      <LineProblems problems={problems} />
    </div>
  );
}
