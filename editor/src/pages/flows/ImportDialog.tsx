import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowDocument, Problem, ServerStatus } from '../../api/types';
import { useResource } from '../../api/useResource';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { Field } from '../../components/Field';
import { FileButton } from '../../components/FileButton';
import { useSend } from '../../components/useSend';
import { problemsOf } from './actions';
import { type Contents, contentsOf } from './bundle/actions';
import { ImportCheck } from './ImportCheck';
import { readFlow } from './readFlow';

interface Props {
  taken: ReadonlySet<string>;
  onClose: () => void;
  onDone: () => void;
}

interface Checked {
  document: FlowDocument;
  problems: Problem[];
  contents: Contents;
}

/** First the text, from a file or pasted; then what it contains, under which name it is taken in. */
export function ImportDialog({ taken, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const [text, setText] = useState('');
  const [error, setError] = useState('');
  const [checked, setChecked] = useState<Checked | null>(null);
  const { data: server } = useResource<ServerStatus>('/status');
  const { busy, failure, send } = useSend();
  if (checked) return <ImportCheck {...checked} taken={taken} onClose={onClose} onDone={onDone} />;
  const check = (content: string) => {
    const result = readFlow(content, server?.version);
    if (!result.ok) return setError(t(result.key as 'import.error.empty', result.values));
    setError('');
    const { document, connections } = result;
    let found: Checked | null = null;
    const asked = Promise.all([problemsOf(document), contentsOf(document, connections)]).then(
      ([problems, contents]) => {
        found = { document, problems, contents };
      },
    );
    send(asked, () => setChecked(found));
  };
  const take = (content: string) => {
    setText(content);
    check(content);
  };
  return (
    <Dialog
      title={t('import.title')}
      wide
      onClose={onClose}
      onSubmit={() => check(text)}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('import.check')}
        </button>
      }
    >
      <div>
        <FileButton accept=".json,application/json" onText={take} onError={setError} />
      </div>
      <Field label={t('import.paste')} error={error}>
        {(props) => (
          <textarea
            {...props}
            className="inp mono fl-paste"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <Failure message={failure} />
    </Dialog>
  );
}
