import { useTranslation } from 'react-i18next';

import type { DocNode, FlowDocument } from '../../../api/types';
import type { Choice, Choices, MergeConflict } from '../../../flow/merge';
import { valueText } from '../../../form/valueText';
import { useEditor } from '../../../store';
import { fieldAt, fieldText } from '../deploy/fieldText';

interface Props {
  conflicts: MergeConflict[];
  choices: Choices;
  /** Who the others are. */
  theirs: string;
  /** Mine and theirs. */
  documents: [FlowDocument, FlowDocument];
  onChoose: (choices: Choices) => void;
}

const WAYS = ['mine', 'theirs', 'base'] as const;

/** What both have changed: the values side by side with the one from before, and one is chosen. */
export function Conflicts({ conflicts, choices, theirs, documents, onChoose }: Props) {
  const { t } = useTranslation('drafts');
  const all = (way: Choice) => onChoose(Object.fromEntries(conflicts.map(({ path }) => [path, way])));
  const titles = { mine: t('merge.mine'), theirs, base: t('merge.base') };
  return (
    <>
      <h3 className="merge-head">
        {t('merge.conflicts', { count: conflicts.length })}
        <span className="sp" />
        <button type="button" className="btn sm" onClick={() => all('mine')}>
          {t('merge.allMine')}
        </button>
        <button type="button" className="btn sm" onClick={() => all('theirs')}>
          {t('merge.allTheirs')}
        </button>
      </h3>
      <div className="conflict-diff">
        <table className="t merge">
          <thead>
            <tr>
              <th>{t('merge.where')}</th>
              {WAYS.map((way) => (
                <th key={way}>{titles[way]}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {conflicts.map((conflict) => (
              <Row
                key={conflict.path}
                conflict={conflict}
                chosen={choices[conflict.path]}
                titles={titles}
                node={conflict.node === null ? undefined : nodeOf(documents, conflict.node)}
                onChoose={(way) => onChoose({ ...choices, [conflict.path]: way })}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

const nodeOf = (documents: FlowDocument[], id: string) =>
  documents.map(({ nodes }) => nodes[id]).find((node) => node !== undefined);

interface RowProps {
  conflict: MergeConflict;
  chosen: Choice | undefined;
  titles: Record<Choice, string>;
  node: DocNode | undefined;
  onChoose: (choice: Choice) => void;
}

function Row({ conflict, chosen, titles, node, onChoose }: RowProps) {
  const { t } = useTranslation('drafts');
  const spec = useEditor((state) => state.kinds.get(node?.kind ?? ''));
  const field = conflict.field.replace(/^config\//, '');
  const whole = conflict.node !== null && !field;
  const where = whole
    ? t('editor:diff.whole')
    : conflict.node === null
      ? field
      : fieldText(spec, field, node, (row) => t('editor:problems.row', { row }));
  const at = fieldAt(spec, field);
  const name = conflict.node === null ? t('editor:problems.flow') : conflict.name;
  return (
    <tr>
      <th scope="row">
        {name} <span className="sec">{where}</span>
      </th>
      {WAYS.map((way) => {
        const value = conflict[way];
        const text =
          value === undefined ? t('merge.gone') : whole ? t(`merge.whole.${way}`) : valueText(at, value);
        return (
          <td key={way}>
            <label className="merge-choice" title={text}>
              <input
                type="radio"
                name={conflict.path}
                checked={chosen === way}
                aria-label={`${name} ${where}: ${titles[way]}, ${text}`}
                onChange={() => onChoose(way)}
              />
              <span className="ell">{text}</span>
            </label>
          </td>
        );
      })}
    </tr>
  );
}
