import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowDocument, Problem } from '../../api/types';
import { Dialog } from '../../components/Dialog';
import { Failure } from '../../components/Failure';
import { useSend } from '../../components/useSend';
import { Status } from '../../look/Status';
import { createFlow } from './actions';
import { type Contents, keepBlocks } from './bundle/actions';
import { BundleContents } from './bundle/BundleContents';
import { idFor } from './identity';
import { NameAndId, useIdentity } from './NameAndId';

interface Props {
  document: FlowDocument;
  problems: Problem[];
  contents: Contents;
  taken: ReadonlySet<string>;
  onClose: () => void;
  onDone: () => void;
}

/** What was read, what is wrong with it, and its name here. A draft may have problems; it is not deployed. */
export function ImportCheck({ document, problems, contents, taken, onClose, onDone }: Props) {
  const { t } = useTranslation('flows');
  const free = idFor(document.id || document.name, taken);
  const identity = useIdentity(document.name || document.id, free, taken);
  const [shown, setShown] = useState(false);
  const [kept, setKept] = useState<ReadonlySet<string>>(() => newBlocks(contents));
  const { busy, failure, send } = useSend();
  /** The flow is here already; what of its blocks could not be kept is tried once more. */
  const made = useRef(false);
  const submit = () => {
    setShown(true);
    const { name, id, error } = identity;
    if (!made.current && (!name.trim() || error)) return;
    const work = async () => {
      if (!made.current) await createFlow({ ...document, id, name: name.trim() });
      made.current = true;
      await keepBlocks(document, kept);
    };
    send(work(), onDone);
  };
  return (
    <Dialog
      title={t('import.title')}
      wide
      onClose={() => (made.current ? onDone() : onClose())}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim" disabled={busy}>
          {t('import.submit')}
        </button>
      }
    >
      <p>
        {t('import.found', { nodes: Object.keys(document.nodes).length, wires: document.wires.length })}{' '}
        {document.id !== '' && free !== document.id && t('import.renamed', { id: document.id })}
      </p>
      <NameAndId identity={identity} shown={shown} />
      <BundleContents document={document} contents={contents} kept={kept} onKeep={setKept} />
      {problems.length > 0 && <Problems problems={problems} />}
      <Failure message={failure} />
      {failure && made.current && <p className="field-help">{t('bundle:halfDone')}</p>}
    </Dialog>
  );
}

/** What the library does not have is kept there unless somebody says otherwise. */
const newBlocks = ({ blocks }: Contents): ReadonlySet<string> =>
  new Set(Object.keys(blocks).filter((id) => blocks[id] === 'new'));

function Problems({ problems }: { problems: Problem[] }) {
  const { t } = useTranslation('flows');
  return (
    <div>
      <p className="field-help">{t('import.problems', { count: problems.length })}</p>
      <ul className="problem-box fl-problems">
        {problems.map((problem, i) => (
          <li key={i}>
            <Status status={problem.severity === 'error' ? 'error' : 'warn'} />
            <span>
              {problem.node && <b>{problem.node} </b>}
              {problem.message}
              {problem.hint && <span className="sec"> · {problem.hint}</span>}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
