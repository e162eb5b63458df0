import type { KeyboardEvent } from 'react';

import type { KindSpec, PortSpec } from '../../../api/types';
import { kindText } from '../../../i18n';
import { Icon } from '../../../look/Icon';
import { iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { KIND_TYPE } from '../canvas/Canvas';

export function PaletteItem({ spec, onAdd }: { spec: KindSpec; onAdd: (spec: KindSpec) => void }) {
  const readOnly = useEditor((state) => state.readOnly);
  const outputs: PortSpec[] = spec.outputs_from
    ? [...spec.outputs, { name: '+', carries: spec.outputs_from.carries, title: '', help: '' }]
    : spec.outputs;
  return (
    <button
      type="button"
      className="it"
      draggable={!readOnly}
      disabled={readOnly}
      title={`${kindText(spec.title)}: ${kindText(spec.summary)}`}
      data-kind={spec.kind}
      onDragStart={(event) => {
        event.dataTransfer.setData(KIND_TYPE, spec.kind);
        event.dataTransfer.effectAllowed = 'copy';
      }}
      onClick={() => onAdd(spec)}
      onKeyDown={step}
    >
      <Icon name={iconOf(spec.kind)} />
      <span className="name">{kindText(spec.title)}</span>
      <span className="io" aria-hidden="true">
        <Marks ports={spec.inputs} />
        <span className="arrow" data-on={(spec.inputs.length > 0 && outputs.length > 0) || undefined} />
        <Marks ports={outputs} />
      </span>
    </button>
  );
}

/** A mark for each thing that the ports carry, however many there are. */
function Marks({ ports }: { ports: PortSpec[] }) {
  return (
    <span>
      {[...new Set(ports.map((port) => port.carries))].map((carries) => (
        <i key={carries} data-carries={carries} />
      ))}
    </span>
  );
}

/** Up and down walk the list. */
function step(event: KeyboardEvent<HTMLButtonElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
  const items = [...document.querySelectorAll<HTMLElement>('.pal .it')];
  const next = items[items.indexOf(event.currentTarget) + (event.key === 'ArrowDown' ? 1 : -1)];
  (next ?? document.getElementById('palette-search'))?.focus();
  event.preventDefault();
}
