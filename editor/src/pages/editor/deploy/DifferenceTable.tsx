import { useTranslation } from 'react-i18next';

import type { Blocks, DocNode, FlowDocument, Wire } from '../../../api/types';
import { specOf } from '../../../flow/blocks';
import { type Difference, isGoneRow, type NodeChange, type WholeChange } from '../../../flow/difference';
import { summaryOf } from '../../../flow/format';
import { valueText } from '../../../form/valueText';
import { kindText } from '../../../i18n';
import { useEditor } from '../../../store';
import { fieldAt, fieldText } from './fieldText';
import { meaning } from './meaning';

interface Props {
  found: Difference;
  before: FlowDocument | null;
  after: FlowDocument;
  titles: [before: string, after: string];
}

const MARK = { added: '+', changed: '~', removed: '−' } as const;

export function DifferenceTable({ found, before, after, titles }: Props) {
  const { t } = useTranslation('editor');
  if (isNothing(found)) return <p className="hint">{found.looks ? t('diff.looksOnly') : t('diff.none')}</p>;
  const name = (id: string) => after.nodes[id]?.name ?? before?.nodes[id]?.name ?? id;
  const wireText = (wire: Wire) => `${name(wire.from[0])} → ${name(wire.to[0])}`;
  return (
    <table className="t diff">
      <thead>
        <tr>
          <th>{t('diff.node')}</th>
          <th>{t('diff.field')}</th>
          <th className="num">{titles[0]}</th>
          <th className="num">{titles[1]}</th>
          <th className="wide">{t('deploying:meaning.title')}</th>
        </tr>
      </thead>
      <tbody>
        {found.whole.map((change) => (
          <WholeRow key={change.field} change={change} />
        ))}
        {found.nodes.map((change) => (
          <NodeRows
            key={change.node}
            change={change}
            before={before?.nodes[change.node]}
            after={after.nodes[change.node]}
            blocks={after.nodes[change.node] ? after.blocks : before?.blocks}
          />
        ))}
        {found.wiresAdded.map((wire) => (
          <WireRow key={wireText(wire) + wire.from[1]} text={wireText(wire)} what="added" />
        ))}
        {found.wiresRemoved.map((wire) => (
          <WireRow key={wireText(wire) + wire.from[1]} text={wireText(wire)} what="removed" />
        ))}
      </tbody>
    </table>
  );
}

const isNothing = ({ nodes, wiresAdded, wiresRemoved, whole }: Difference): boolean =>
  nodes.length + wiresAdded.length + wiresRemoved.length + whole.length === 0;

function WholeRow({ change: { field, before, after } }: { change: WholeChange }) {
  const { t } = useTranslation('editor');
  const named = (value: string) => {
    if (field === 'tracing') return t(`inspector.tracing.${value}` as 'inspector.tracing.all');
    return value || '–';
  };
  const structured = field === 'parameters' || field === 'blocks';
  return (
    <tr>
      <td>
        <span className="nm">
          <i className="mk" data-what="changed">
            {MARK.changed}
          </i>
          {t('problems.flow')}
        </span>
      </td>
      <td className="sec">{t(`diff.of.${field}`)}</td>
      <td className="num">{structured ? '–' : <del>{named(before)}</del>}</td>
      <td className="num">
        <ins>{structured ? t('deploy.changed') : named(after)}</ins>
      </td>
      <td />
    </tr>
  );
}

interface RowsProps {
  change: NodeChange;
  before?: DocNode;
  after?: DocNode;
  blocks?: Blocks;
}

function NodeRows({ change, before, after, blocks }: RowsProps) {
  const { t } = useTranslation('editor');
  const node = after ?? before;
  const spec = useEditor(({ kinds }) => node && specOf(kinds, node, blocks));
  if (change.what !== 'changed')
    return (
      <tr>
        <Name change={change} />
        <td className="sec">{t('diff.whole')}</td>
        <td className="num">{before ? <del>{summaryOf(spec, before)}</del> : '–'}</td>
        <td className="num">{after ? <ins>{summaryOf(spec, after)}</ins> : '–'}</td>
        <td className="sec">{t(`deploying:meaning.${change.what}`, { kind: kindText(spec?.title) })}</td>
      </tr>
    );
  return change.fields.map((one) => {
    const { field, before: was, after: is } = one;
    const at = fieldAt(spec, field);
    const [from, to] = [valueText(at, was), valueText(at, is)];
    return (
      <tr key={`${field} ${is === undefined}`}>
        <Name change={change} />
        <td className="sec">
          {fieldText(spec, field, isGoneRow(one) ? before : after, (row) => t('problems.row', { row }))}
        </td>
        <td className="num cut" title={from}>
          <del>{from}</del>
        </td>
        <td className="num cut" title={to}>
          <ins>{to}</ins>
        </td>
        <td className="sec">{meaning(one, at)}</td>
      </tr>
    );
  });
}

function Name({ change }: { change: NodeChange }) {
  return (
    <td>
      <span className="nm">
        <i className="mk" data-what={change.what}>
          {MARK[change.what]}
        </i>
        {change.name}
      </span>
    </td>
  );
}

function WireRow({ text, what }: { text: string; what: 'added' | 'removed' }) {
  const { t } = useTranslation('editor');
  return (
    <tr>
      <td>
        <span className="nm">
          <i className="mk" data-what={what}>
            {MARK[what]}
          </i>
          {text}
        </span>
      </td>
      <td className="sec">{t('diff.wire')}</td>
      <td className="num">{what === 'removed' ? <del>{t('diff.wired')}</del> : '–'}</td>
      <td className="num">{what === 'added' ? <ins>{t('diff.wired')}</ins> : '–'}</td>
      <td />
    </tr>
  );
}
