import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Dialog } from '../../../components/Dialog';
import { Failure } from '../../../components/Failure';
import { specOf } from '../../../flow/blocks';
import { carriesOf } from '../../../flow/ports';
import { useEditor } from '../../../store';
import { pin, pinsOf, split, unpin, usePins } from './pins';
import { read, Unreadable, write } from './written';

/** What an output is to say while the draft is tried, by hand. */
export function PinDialog({ output }: { output: string }) {
  const { t } = useTranslation('pins');
  const document = useEditor((state) => state.document);
  const known = usePins((state) => pinsOf(state, document?.id)[output]);
  const kinds = useEditor((state) => state.kinds);
  const [id, port] = split(output);
  const node = document?.nodes[id];
  const carries = (node && carriesOf(specOf(kinds, node, document?.blocks), node, 'out', port)) ?? 'samples';
  const [text, setText] = useState(() => write(known, carries));
  const [failure, setFailure] = useState('');
  const close = () => usePins.setState({ writing: null });
  const submit = () => {
    try {
      if (document) pin(document.id, output, read(text, carries, Date.now()));
      close();
    } catch (error) {
      setFailure(
        error instanceof Unreadable ? t(`unreadable.${error.what}`, { line: error.line }) : String(error),
      );
    }
  };
  const remove = () => {
    if (document) unpin(document.id, output);
    close();
  };
  return (
    <Dialog
      title={t('write', { node: node?.name ?? id, port })}
      onClose={close}
      onSubmit={submit}
      wide
      actions={
        <>
          {known && (
            <button type="button" className="btn" onClick={remove}>
              {t('unpin')}
            </button>
          )}
          <button type="submit" className="btn prim" disabled={!text.trim()}>
            {t('try')}
          </button>
        </>
      }
    >
      <p className="field-help">{t(carries === 'samples' ? 'samplesHelp' : 'eventsHelp')}</p>
      <textarea
        className="inp mono pin-text"
        aria-label={t('write', { node: node?.name ?? id, port })}
        value={text}
        spellCheck={false}
        placeholder={carries === 'samples' ? 'P1.flow 121.6\nP1.flow 35 uncertain' : ''}
        onChange={(event) => setText(event.target.value)}
      />
      <Failure message={failure} />
    </Dialog>
  );
}
