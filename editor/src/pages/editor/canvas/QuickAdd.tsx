import { useReactFlow } from '@xyflow/react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Carries, KindSpec, Wire } from '../../../api/types';
import { ERROR_PORT, NODE_WIDTH, portY } from '../../../flow/ports';
import type { Grip } from '../../../flow/rules';
import { kindText } from '../../../i18n';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { addKind } from '../actions';
import { carriedBy } from './grips';

/** A wire dropped on empty canvas: the kinds that it fits. */
export function QuickAdd() {
  const quick = useEditor((state) => state.quickAdd);
  if (!quick) return null;
  return <FittingKinds key={`${quick.x},${quick.y}`} {...quick} />;
}

function FittingKinds({ x, y, from }: { x: number; y: number; from: Grip }) {
  const { t } = useTranslation('editor');
  const { flowToScreenPosition } = useReactFlow();
  const kinds = useEditor((state) => state.kinds);
  const carries = useEditor((state) => carriedBy(state, from));
  const setUi = useEditor((state) => state.setUi);
  const [text, setText] = useState('');
  const box = useRef<HTMLDivElement>(null);
  const fitting = useMemo(() => fits([...kinds.values()], from, carries, text), [kinds, from, carries, text]);
  const at = flowToScreenPosition({ x, y });
  const close = () => setUi({ quickAdd: null });
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!box.current?.contains(event.target as Node)) setUi({ quickAdd: null });
    };
    document.addEventListener('pointerdown', outside);
    return () => document.removeEventListener('pointerdown', outside);
  }, [setUi]);
  const choose = (spec: KindSpec) => {
    const ports = from.side === 'out' ? spec.inputs : spec.outputs;
    const index = ports.findIndex((port) => port.carries === carries);
    const left = from.side === 'out' ? x : x - NODE_WIDTH;
    addKind(spec, [left, y - portY(index, ports.length)], (id) => [
      wireTo(from, id, ports[index]?.name ?? ''),
    ]);
  };
  return (
    <div
      ref={box}
      className="quick-add"
      role="dialog"
      aria-label={t('quickAdd.title')}
      style={{ left: at.x, top: at.y }}
      onKeyDown={(event) => event.key === 'Escape' && close()}
    >
      <input
        className="inp"
        // biome-ignore lint/a11y/noAutofocus: opened by the user's drop; the list is for typing at once.
        autoFocus
        placeholder={t('quickAdd.search')}
        aria-label={t('quickAdd.search')}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && fitting[0] && choose(fitting[0])}
      />
      <ul>
        {fitting.map((spec) => (
          <li key={spec.kind}>
            <button type="button" className={`k-${categoryOf(spec.kind)}`} onClick={() => choose(spec)}>
              <Icon name={iconOf(spec.kind)} />
              {kindText(spec.title)}
            </button>
          </li>
        ))}
      </ul>
      {fitting.length === 0 && <p className="mut">{t('quickAdd.none')}</p>}
    </div>
  );
}

function fits(kinds: KindSpec[], from: Grip, carries: Carries, text: string): KindSpec[] {
  const wanted = text.trim().toLowerCase();
  return kinds.filter((spec) => {
    const ports = from.side === 'out' ? spec.inputs : spec.outputs;
    const found = `${spec.kind} ${spec.title} ${kindText(spec.title)}`.toLowerCase().includes(wanted);
    return found && ports.some((port) => port.carries === carries && port.name !== ERROR_PORT);
  });
}

function wireTo(from: Grip, id: string, port: string): Wire {
  return from.side === 'out'
    ? { from: [from.node, from.port], to: [id, port] }
    : { from: [id, port], to: [from.node, from.port] };
}
