import { Handle, Position } from '@xyflow/react';
import i18next from 'i18next';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import type { DocNode, KindSpec, PortSpec, Wire } from '../../../api/types';
import { ERROR_PORT, inputsOf, outputsOf, portsFromWires, portY } from '../../../flow/ports';
import { kindText } from '../../../i18n';
import { useEditor } from '../../../store';

interface Props {
  id: string;
  node: DocNode;
  spec: KindSpec | undefined;
}

/** Ports on the border: circles carry samples, diamonds events; connected ones are filled. */
export function NodePorts({ id, node, spec }: Props) {
  const { t } = useTranslation('editor');
  const wired = useEditor((state) => wiredOf(state.document?.wires, id));
  const known = spec ? null : portsFromWires(id, useEditor.getState().document?.wires ?? []);
  const ins = known?.ins ?? inputsOf(spec);
  const outs = known?.outs ?? outputsOf(spec, node);
  const error: PortSpec = { name: ERROR_PORT, carries: 'events', title: t('port.error'), help: '' };
  const port = (one: PortSpec, side: Side, y?: number) => (
    <Port
      key={`${side} ${one.name}`}
      port={one}
      side={side}
      wired={wired.includes(`|${side} ${one.name}|`)}
      {...(y === undefined ? {} : { y })}
    />
  );
  return (
    <>
      {ins.map((one, i) => port(one, 'in', portY(i, ins.length)))}
      {outs.map((one, i) => port(one, 'out', portY(i, outs.length)))}
      {port(error, 'out')}
    </>
  );
}

type Side = 'in' | 'out';

interface PortProps {
  port: PortSpec;
  side: Side;
  wired: boolean;
  /** None for the error output, which leaves downwards. */
  y?: number;
}

const Port = memo(function Port({ port, side, y, wired }: PortProps) {
  const isError = y === undefined;
  const [label, title] = portTexts(port, side);
  const place = isError ? Position.Bottom : side === 'in' ? Position.Left : Position.Right;
  return (
    <Handle
      id={port.name}
      type={side === 'in' ? 'target' : 'source'}
      position={place}
      className={isError ? 'port error-port' : 'port'}
      style={isError ? undefined : { top: y - 1 }}
      data-port={port.name}
      data-side={side}
      data-carries={port.carries}
      data-wired={wired || undefined}
      role="img"
      aria-label={label}
      title={title}
    />
  );
});

/** Label and title of a port, made once for each language: a large flow has thousands of ports, but few texts. */
const texts = new Map<string, readonly [label: string, title: string]>();

function portTexts(port: PortSpec, side: Side): readonly [label: string, title: string] {
  const name = kindText(port.title) || port.name;
  const key = `${i18next.language} ${side} ${port.carries} ${name}`;
  const known = texts.get(key);
  if (known) return known;
  const label = i18next.t(side === 'in' ? 'editor:port.input' : 'editor:port.output', { name });
  const made = [label, `${name} · ${i18next.t(`editor:carries.${port.carries}`)}`] as const;
  texts.set(key, made);
  return made;
}

/** Wired ports of each node as "|out samples|in samples|", made once for each list of wires. */
const wiredPorts = new WeakMap<readonly Wire[], ReadonlyMap<string, string>>();

function wiredOf(wires: readonly Wire[] | undefined, id: string): string {
  if (!wires) return '';
  let known = wiredPorts.get(wires);
  if (!known) {
    const made = new Map<string, string>();
    const add = ([node, port]: readonly [string, string], side: Side) =>
      made.set(node, `${made.get(node) ?? '|'}${side} ${port}|`);
    for (const { from, to } of wires) {
      add(from, 'out');
      add(to, 'in');
    }
    known = made;
    wiredPorts.set(wires, known);
  }
  return known.get(id) ?? '';
}
