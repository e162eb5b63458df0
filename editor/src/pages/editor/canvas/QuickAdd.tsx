import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Carries, KindSpec, Wire } from '../../../api/types';
import { ChooseList } from '../../../components/ChooseList';
import { keyOf } from '../../../components/keyOf';
import { NODE_WIDTH, portY } from '../../../flow/ports';
import type { Grip } from '../../../flow/rules';
import { kindText } from '../../../i18n';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { byUse, useFollows } from '../../../store/follows';
import type { QuickAdd as Wanted } from '../../../store/uiSlice';
import { addKind } from '../actions';
import { addBlock } from '../blocks/actions';
import { useAddable } from '../blocks/useAddable';
import { carriedBy } from './grips';

/** A wire dropped on empty canvas, or a double click there: the kinds that fit. */
export function QuickAdd() {
  const quick = useEditor((state) => state.quickAdd);
  if (!quick) return null;
  return <FittingKinds key={`${quick.x},${quick.y}`} {...quick} />;
}

function FittingKinds({ x, y, from }: Wanted) {
  const { t } = useTranslation('editor');
  const { flowToScreenPosition } = useReactFlow();
  const kinds = useEditor((state) => state.kinds);
  const carries = useEditor((state) => from && carriedBy(state, from));
  const setUi = useEditor((state) => state.setUi);
  const [text, setText] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const kind = useEditor((state) => from && state.document?.nodes[from.node]?.kind);
  const { follows, load } = useFollows();
  useEffect(load, [load]);
  const fitting = useMemo(() => {
    const found = fits([...kinds.values()], from, carries, text);
    return from ? byUse(found, follows, kind ?? undefined, from.side) : found;
  }, [kinds, from, carries, text, follows, kind]);
  const blocks = useAddable(text).filter(
    (block) => !from || portsFacing(from, block).some((port) => port.carries === carries),
  );
  const at = flowToScreenPosition({ x, y });
  const title = from ? t('quickAdd.title') : t('quickAdd.any');
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setUi({ quickAdd: null });
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [setUi]);
  const choose = (kind: string) => {
    const spec = kinds.get(kind);
    const block = spec ? undefined : blocks.find(({ id }) => kind === `block:${id}`);
    const made = spec ?? block;
    if (!made) return;
    const add = (place: [number, number], wires?: (id: string) => Wire[]) =>
      spec ? addKind(spec, place, wires) : block && void addBlock(block.id, place, wires);
    if (!from) {
      add([x, y]);
      return;
    }
    const ports = portsFacing(from, made);
    const index = ports.findIndex((port) => port.carries === carries);
    const left = from.side === 'out' ? x : x - NODE_WIDTH;
    add([left, y - portY(index, ports.length)], (id) => [wireTo(from, id, ports[index]?.name ?? '')]);
  };
  return (
    <div
      ref={box}
      className="quick-add"
      role="dialog"
      aria-label={title}
      style={{ left: within(at.x, window.innerWidth - 240), top: within(at.y, window.innerHeight - 300) }}
      onKeyDown={(event) => {
        if (keyOf(event) === 'Escape') setUi({ quickAdd: null });
        event.stopPropagation();
      }}
    >
      <ChooseList
        label={from ? t('quickAdd.search') : t('palette.search')}
        none={from ? t('quickAdd.none') : t('palette.none', { text })}
        choices={[
          ...fitting.map((spec) => ({
            key: spec.kind,
            text: kindText(spec.title),
            icon: <Icon name={iconOf(spec.kind)} />,
            look: `k-${categoryOf(spec.kind)}`,
          })),
          ...blocks.map(({ id, name }) => ({
            key: `block:${id}`,
            text: name,
            more: t('blocks:one'),
            icon: <Icon name="block" />,
            look: 'k-block',
          })),
        ]}
        text={text}
        onText={setText}
        onChoose={choose}
      />
    </div>
  );
}

/** Ports that a wire from a grip could end at. */
const portsFacing = <P,>(from: Grip, { inputs, outputs }: { inputs: P[]; outputs: P[] }): P[] =>
  from.side === 'out' ? inputs : outputs;

/** On the screen, even when the place on the canvas is not. */
const within = (place: number, most: number) => Math.max(8, Math.min(place, most));

function fits(kinds: KindSpec[], from: Grip | null, carries: Carries | null, text: string): KindSpec[] {
  const wanted = text.trim().toLowerCase();
  return kinds.filter((spec) => {
    const named = `${spec.kind} ${spec.title} ${kindText(spec.title)}`.toLowerCase().includes(wanted);
    const ports = from?.side === 'out' ? spec.inputs : spec.outputs;
    return named && (!from || ports.some((port) => port.carries === carries));
  });
}

function wireTo(from: Grip, id: string, port: string): Wire {
  return from.side === 'out'
    ? { from: [from.node, from.port], to: [id, port] }
    : { from: [id, port], to: [from.node, from.port] };
}
