import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import type { PortSpec } from '../../../api/types';
import { summaryOf } from '../../../flow/format';
import { ERROR_PORT, inputsOf, nodeHeight, outputsOf, portY } from '../../../flow/ports';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { Status } from '../../../look/Status';
import { useEditor } from '../../../store';
import { milliseconds } from '../traces/text';
import type { RunFlowNode } from './runGraph';

/** A node as it was called: the number of its first step, how often, how long it took, and its error. */
export const RunNodeView = memo(function RunNodeView({ id, data }: NodeProps<RunFlowNode>) {
  const { t } = useTranslation('run');
  const { node, spec, run, current } = data;
  const connections = useEditor((state) => state.connectionNames);
  const calls = run?.steps.length ?? 0;
  const state = run?.error ? 'error' : run ? 'done' : 'skipped';
  return (
    <div
      className={`node k-${categoryOf(node.kind)}`}
      data-node-id={id}
      data-run={state}
      data-status={run?.error ? 'error' : undefined}
      data-selected={current || undefined}
      style={{ minHeight: nodeHeight(spec, node) }}
    >
      {run && (
        <i className="no" title={t('calls', { count: calls, steps: run.steps.join(', ') })}>
          {run.steps[0]}
          {calls > 1 && <span> ×{calls}</span>}
        </i>
      )}
      <i className="edge" />
      <div className="h">
        <Icon name={iconOf(node.kind)} />
        <b title={node.name}>{node.name}</b>
        {run?.error ? (
          <Status status="error" />
        ) : run ? (
          <span className="tk" role="img" aria-label={t('called')}>
            <Icon name="check" small />
          </span>
        ) : null}
      </div>
      <div className="b">
        <span>{summaryOf(spec, node, connections)}</span>
        {run && run.ms > 0 && <span>{milliseconds(run.ms)}</span>}
      </div>
      {run?.error && (
        <div className="er" title={run.error}>
          <span>{run.error}</span>
        </div>
      )}
      <Ports id={id} data={data} />
    </div>
  );
});

function Ports({ id, data: { node, spec, wired } }: { id: string; data: RunFlowNode['data'] }) {
  const ins = inputsOf(spec);
  const outs = outputsOf(spec, node);
  const place = (port: PortSpec, side: 'in' | 'out', y: number) => (
    <Handle
      key={`${side} ${port.name}`}
      id={port.name}
      type={side === 'in' ? 'target' : 'source'}
      position={side === 'in' ? Position.Left : Position.Right}
      className="port"
      style={{ top: y - 1 }}
      isConnectable={false}
      data-carries={port.carries}
      data-wired={wired.has(`${side} ${id}/${port.name}`) || undefined}
    />
  );
  return (
    <>
      {ins.map((port, i) => place(port, 'in', portY(i, ins.length)))}
      {outs.map((port, i) => place(port, 'out', portY(i, outs.length)))}
      {wired.has(`out ${id}/${ERROR_PORT}`) && (
        <Handle
          id={ERROR_PORT}
          type="source"
          position={Position.Bottom}
          className="port error-port"
          isConnectable={false}
          data-carries="events"
          data-wired
        />
      )}
    </>
  );
}
