import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Line, lineDiff, type Part, parts } from '../../../flow/lineDiff';
import { documentLines } from '../../../flow/text';
import { Icon } from '../../../look/Icon';
import type { Compared } from '../../../store/draftSlice';

/** Both documents as lines of JSON, as they go to git: what changed is marked, what did not is folded. */
export function JsonDifference({ before, after }: { before: Compared; after: Compared }) {
  const { t } = useTranslation('lines');
  const lines = useMemo(
    () => lineDiff(documentLines(before.document), documentLines(after.document)),
    [before, after],
  );
  const shown = useMemo(() => parts(lines), [lines]);
  const starts = useMemo(() => lines.filter((line, i) => whatOf(line) && !whatOf(lines[i - 1])), [lines]);
  const [at, setAt] = useState(-1);
  const current = starts[at];
  const table = useRef<HTMLTableElement>(null);
  useEffect(() => {
    if (current) table.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' });
  }, [current]);
  const step = (by: 1 | -1) => setAt((Math.max(at, by < 0 ? 0 : -1) + by + starts.length) % starts.length);
  const removed = lines.filter((line) => line.after === null).length;
  const added = lines.filter((line) => line.before === null).length;
  if (removed + added === 0) return <p className="hint">{t('same')}</p>;
  return (
    <>
      <div className="json-bar">
        <output>{t('count', { removed, added })}</output>
        <Step name={t('previous')} icon="up" onClick={() => step(-1)} />
        <Step name={t('next')} icon="down" onClick={() => step(1)} />
      </div>
      <table
        className="json-diff"
        ref={table}
        aria-label={t('label', { before: before.title, after: after.title })}
      >
        <thead className="sr">
          <tr>
            <th>{before.title}</th>
            <th>{after.title}</th>
            <th>{t('mark')}</th>
            <th>{t('text')}</th>
          </tr>
        </thead>
        {shown.map((part, i) => (
          <tbody key={i}>{part.same ? <Fold part={part} /> : <Rows part={part} current={current} />}</tbody>
        ))}
      </table>
    </>
  );
}

function Step({ name, icon, onClick }: { name: string; icon: 'up' | 'down'; onClick: () => void }) {
  return (
    <button type="button" className="btn ghost icon sm" aria-label={name} title={name} onClick={onClick}>
      <Icon name={icon} />
    </button>
  );
}

function Fold({ part }: { part: Part }) {
  const { t } = useTranslation('lines');
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr>
        <td colSpan={4} className="json-fold">
          <button type="button" className="btn ghost sm" aria-expanded={open} onClick={() => setOpen(!open)}>
            <Icon name={open ? 'down' : 'next'} small /> {t('fold', { count: part.lines.length })}
          </button>
        </td>
      </tr>
      {open && <Rows part={part} />}
    </>
  );
}

const whatOf = (line: Line | undefined) =>
  line?.before === null ? 'added' : line?.after === null ? 'removed' : undefined;

function Rows({ part, current }: { part: Part; current?: Line | undefined }) {
  const { t } = useTranslation('lines');
  return part.lines.map((line, i) => {
    const what = whatOf(line);
    return (
      <tr key={i} data-what={what} aria-current={line === current || undefined}>
        <td className="tn">{line.before}</td>
        <td className="tn">{line.after}</td>
        <td>
          {what && (
            <>
              <span aria-hidden="true">{what === 'added' ? '+' : '−'}</span>
              <span className="sr">{t(what)}</span>
            </>
          )}
        </td>
        <td>
          <code>{line.text}</code>
        </td>
      </tr>
    );
  });
}
