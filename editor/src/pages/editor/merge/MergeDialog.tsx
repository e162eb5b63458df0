import './merge.css';

import { Modal } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import { messageOf } from '../../../api/errors';
import type { FlowDocument } from '../../../api/types';
import { difference } from '../../../flow/difference';
import { type Choices, type Merged, merge } from '../../../flow/merge';
import { useEditor } from '../../../store';
import type { Merging } from '../../../store/draftSlice';
import { keepMerged } from '../../../store/merging';
import { DifferenceTable } from '../deploy/DifferenceTable';
import { Conflicts } from './Conflicts';
import { saveCopy } from './saveCopy';
import { useProblemCount } from './useProblemCount';

/** Two have changed the flow: what goes together by itself, what somebody has to choose, and what comes of it. */
export function MergeDialog() {
  const merging = useEditor((state) => state.merging);
  const mine = useEditor((state) => state.root);
  return merging && mine ? <Open merging={merging} mine={mine} /> : null;
}

function Open({ merging, mine }: { merging: Merging; mine: FlowDocument }) {
  const { t } = useTranslation('drafts');
  const { why, author, version } = merging;
  const [choices, setChoices] = useState<Choices>({});
  const result = merge(merging.base, mine, merging.theirs, choices);
  const open = result.conflicts.filter(({ path }) => !choices[path]).length;
  const names = { author: author || t('merge.server'), version: version?.version ?? 0 };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      title={t(`merge.title.${why}`, names)}
      size={860}
      centered
      transitionProps={{ duration: 0 }}
    >
      <p className="conflict-text">{t(`merge.text.${why}`, names)}</p>
      {result.conflicts.length > 0 && (
        <Conflicts
          conflicts={result.conflicts}
          choices={choices}
          theirs={names.author}
          documents={[mine, merging.theirs]}
          onChoose={setChoices}
        />
      )}
      <Result mine={mine} result={result} />
      <Buttons merging={merging} mine={mine} result={result.document} open={open} />
    </Modal>
  );
}

/** What changes in my draft when the result is kept. */
function Result({ mine, result }: { mine: FlowDocument; result: Merged }) {
  const { t } = useTranslation('drafts');
  const errors = useProblemCount(result.document);
  return (
    <>
      <h3 className="merge-head">{t('merge.result')}</h3>
      <section
        className="conflict-diff"
        aria-label={t('merge.result')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it.
        tabIndex={0}
      >
        <DifferenceTable
          found={difference(mine, result.document)}
          before={mine}
          after={result.document}
          titles={[t('merge.mine'), t('merge.merged')]}
        />
      </section>
      {result.renamed.map(({ from, to }) => (
        <p key={to} className="hint">
          {t('merge.renamed', { from, to })}
        </p>
      ))}
      {result.moved.length > 0 && (
        <p className="hint">{t('merge.moved', { names: result.moved.join(', ') })}</p>
      )}
      {errors > 0 && <p className="field-error">{t('merge.problems', { count: errors })}</p>}
    </>
  );
}

interface ButtonProps {
  merging: Merging;
  mine: FlowDocument;
  result: FlowDocument;
  /** Conflicts that nobody has decided. */
  open: number;
}

function Buttons({ merging, mine, result, open }: ButtonProps) {
  const { t } = useTranslation('drafts');
  const setDraft = useEditor((state) => state.setDraft);
  const [, go] = useLocation();
  const [error, setError] = useState('');
  const must = merging.why === 'saved' || merging.why === 'local';
  const attempt = (way: () => Promise<void>) =>
    void way().catch((failure: unknown) => setError(messageOf(failure)));
  const keepCopy = async () => {
    const id = await saveCopy(mine, t('merge.copyName', { name: mine.name }));
    await keepMerged(merging.theirs);
    go(`/flows/${id}`);
  };
  return (
    <>
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <div className="dialog-buttons">
        {must ? (
          <button type="button" className="btn" onClick={() => attempt(keepCopy)}>
            {t('merge.keepCopy')}
          </button>
        ) : (
          <button type="button" className="btn" onClick={() => setDraft({ merging: null })}>
            {t('common:cancel')}
          </button>
        )}
        <span className="sp" />
        {open > 0 && <span className="mut">{t('merge.open', { count: open })}</span>}
        <button type="button" className="btn" onClick={() => attempt(() => keepMerged(merging.theirs))}>
          {t('merge.takeTheirs')}
        </button>
        <button type="button" className="btn" onClick={() => attempt(() => keepMerged(mine))}>
          {t('merge.keepMine')}
        </button>
        <button
          type="button"
          className="btn prim"
          disabled={open > 0}
          onClick={() => attempt(() => keepMerged(result))}
        >
          {t('merge.keep')}
        </button>
      </div>
    </>
  );
}
