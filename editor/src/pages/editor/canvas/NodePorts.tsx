import { Handle, Position } from '@xyflow/react';
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
  const ins = inputsOf(spec);
  const outs = outputsOf(spec, node);
  const error: PortSpec = { name: ERROR_PORT, carries: 'events', title: t('port.error'), help: '' };
  return (
    <>
      {ins.map((port, i) => (
        <Port key={port.name} id={id} port={port} side="in" y={portY(i, ins.length)} />
      ))}
      {outs.map((port, i) => (
        <Port key={port.name} id={id} port={port} side="out" y={portY(i, outs.length)} />
      ))}
      {!spec && <UnknownPorts id={id} />}
      <Port id={id} port={error} side="out" isError />
    </>
  );
}

interface PortProps {
  id: string;
  port: PortSpec;
  side: 'in' | 'out';
  y?: number;
  isError?: boolean;
}

function Port({ id, port, side, y, isError }: PortProps) {
  const { t } = useTranslation('editor');
  const wired = useEditor((state) => isWired(state.document?.wires, id, port.name, side));
  const title = kindText(port.title) || port.name;
  const place = isError ? Position.Bottom : side === 'in' ? Position.Left : Position.Right;
  return (
    <Handle
      id={port.name}
      type={side === 'in' ? 'target' : 'source'}
      position={place}
      className={isError ? 'port error-port' : 'port'}
      style={isError ? undefined : { top: (y ?? 0) - 1 }}
      data-port={port.name}
      data-side={side}
      data-carries={port.carries}
      data-wired={wired || undefined}
      role="img"
      aria-label={t(side === 'in' ? 'port.input' : 'port.output', { name: title })}
      title={`${title} · ${t(`carries.${port.carries}`)}`}
    />
  );
}

function UnknownPorts({ id }: { id: string }) {
  const wires = useEditor((state) => state.document?.wires);
  const { ins, outs } = portsFromWires(id, wires ?? []);
  return (
    <>
      {ins.map((port, i) => (
        <Port key={port.name} id={id} port={port} side="in" y={portY(i, ins.length)} />
      ))}
      {outs.map((port, i) => (
        <Port key={port.name} id={id} port={port} side="out" y={portY(i, outs.length)} />
      ))}
    </>
  );
}

/** Ends of wires by "side node/port", made once for each list of wires: every port asks on every change. */
const wiredEnds = new WeakMap<readonly Wire[], ReadonlySet<string>>();

function isWired(wires: readonly Wire[] | undefined, id: string, port: string, side: 'in' | 'out'): boolean {
  if (!wires) return false;
  let ends = wiredEnds.get(wires);
  if (!ends) {
    ends = new Set(wires.flatMap(({ from, to }) => [`out ${from.join('/')}`, `in ${to.join('/')}`]));
    wiredEnds.set(wires, ends);
  }
  return ends.has(`${side} ${id}/${port}`);
}
