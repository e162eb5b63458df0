import { Handle, type NodeProps, Position } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Group, NodeStatus } from '../../../api/types';
import { foldGroup, setGroup } from '../../../commands/change';
import { keyOf } from '../../../components/keyOf';
import type { BoxPort } from '../../../flow/folded';
import { portY } from '../../../flow/ports';
import { Icon } from '../../../look/Icon';
import { Status } from '../../../look/Status';
import { useEditor } from '../../../store';
import { type GroupNode, groupKey } from '../../../store/graph';
import { locked } from '../actions';

/** A tinted area around nodes that belong together, with a title; or one box in their place. */
export const GroupView = memo(function GroupView({ data, selected, width, height }: NodeProps<GroupNode>) {
  const { group, box } = data;
  const place = {
    'data-group-id': group.id,
    'data-selected': selected || undefined,
    style: { width, height },
  };
  if (!box)
    return (
      <div className="group" {...place}>
        <div className="group-title">
          <Fold group={group} />
          <Name group={group} />
        </div>
      </div>
    );
  return (
    <div className="node group-box" {...place}>
      <div className="h">
        <Fold group={group} />
        <Name group={group} />
        <Worst group={group} />
      </div>
      <Inside count={group.nodes.length} />
      {box.ins.map((port, i) => (
        <Port key={`in ${port.end}`} port={port} side="in" y={portY(i, box.ins.length)} />
      ))}
      {box.outs.map((port, i) => (
        <Port key={`out ${port.end}`} port={port} side="out" y={portY(i, box.outs.length)} />
      ))}
    </div>
  );
});

function Inside({ count }: { count: number }) {
  const { t } = useTranslation('editor');
  return (
    <div className="b">
      <span>{t('group.inside', { count })}</span>
    </div>
  );
}

function Fold({ group }: { group: Group }) {
  const { t } = useTranslation('editor');
  const readOnly = useEditor((state) => state.readOnly);
  const run = useEditor((state) => state.run);
  const label = t(group.collapsed ? 'group.unfold' : 'group.fold');
  return (
    <button
      type="button"
      className="fold nodrag"
      aria-label={`${label}: ${group.name}`}
      aria-expanded={!group.collapsed}
      title={label}
      disabled={readOnly}
      onClick={() => !locked() && run(foldGroup(group))}
    >
      <Icon name={group.collapsed ? 'right' : 'down'} small />
    </button>
  );
}

function Name({ group }: { group: Group }) {
  const { t } = useTranslation('editor');
  const key = groupKey(group.id);
  const editing = useEditor((state) => state.renaming === key);
  const readOnly = useEditor((state) => state.readOnly);
  const setUi = useEditor((state) => state.setUi);
  const run = useEditor((state) => state.run);
  const keep = (name: string) => {
    setUi({ renaming: null });
    if (name && name !== group.name) run(setGroup(group, { ...group, name }));
  };
  if (!editing)
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard way is F2 on the selected group.
      <b
        className="group-name"
        title={group.name}
        onDoubleClick={() => !readOnly && setUi({ renaming: key })}
      >
        {group.name}
      </b>
    );
  return (
    <input
      className="name-field nodrag"
      // biome-ignore lint/a11y/noAutofocus: the user asked to rename this group.
      autoFocus
      aria-label={t('group.name')}
      defaultValue={group.name}
      onBlur={(event) => keep(event.target.value.trim())}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (keyOf(event) === 'Enter' || keyOf(event) === 'Escape') event.currentTarget.blur();
      }}
    />
  );
}

const WORST: readonly NodeStatus['status'][] = ['error', 'warn', 'ok'];

/** The worst state of the nodes inside. */
function Worst({ group }: { group: Group }) {
  const worst = useEditor(
    (state) => WORST.find((one) => group.nodes.some((id) => state.status[id]?.status === one)) ?? 'idle',
  );
  return <Status status={worst} />;
}

function Port({ port, side, y }: { port: BoxPort; side: 'in' | 'out'; y: number }) {
  const name = useEditor((state) => state.document?.nodes[port.end.slice(0, port.end.indexOf('/'))]?.name);
  const title = `${name ?? ''} · ${port.end.slice(port.end.indexOf('/') + 1)}`;
  return (
    <Handle
      id={port.end}
      type={side === 'in' ? 'target' : 'source'}
      position={side === 'in' ? Position.Left : Position.Right}
      className="port"
      style={{ top: y - 1 }}
      data-side={side}
      data-carries={port.carries}
      data-wired
      role="img"
      aria-label={title}
      title={title}
    />
  );
}
