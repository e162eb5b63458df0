import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import type { Block, DocNode, Json, Schema } from '../../../api/types';
import { setConfig } from '../../../commands/change';
import { type Path, pathText, setIn } from '../../../commands/paths';
import { devicesOf, devicesSchema, overrides, parametersSchema, tidyDevices } from '../../../flow/parameters';
import { SchemaForm } from '../../../form/SchemaForm';
import { same } from '../../../form/schema';
import { useEditor } from '../../../store';
import { InstanceHead } from './InstanceHead';

interface Props {
  id: string;
  node: DocNode;
}

/** A node that stands for a block: its values, and the table of devices that it is used for. */
export function InstanceSettings({ id, node }: Props) {
  const { t } = useTranslation('blocks');
  const key = String(node.config['block'] ?? '');
  const block = useEditor((state) => state.document?.blocks?.[key]);
  const all = useEditor((state) => state.problems);
  const deployed = useEditor((state) => state.deployedDocument?.nodes[id]);
  const readOnly = useEditor((state) => state.readOnly);
  const seal = useEditor((state) => state.seal);
  const problems = useMemo(() => all.filter((problem) => problem.node === id && problem.field), [all, id]);
  const schema = useMemo(
    () =>
      block &&
      instanceSchema(block, { parameters: t('parameters'), devices: t('devices'), device: t('device') }),
    [block, t],
  );
  if (!block || !schema) return null;
  const devices = devicesOf(node.config).length;
  const count = overrides(node.config);
  return (
    <div className="block-form">
      <InstanceHead id={id} node={node} block={block} />
      {Object.keys(block.parameters ?? {}).length === 0 && <p className="hint">{t('noParameters')}</p>}
      <SchemaForm
        key={id}
        schema={schema}
        value={node.config}
        onChange={(path, value) => change(id, block, path, value)}
        onLeave={seal}
        problems={problems}
        baseline={deployed?.config ?? null}
        disabled={readOnly}
      />
      {devices > 0 && (
        <p className="hint" role="status">
          {t('devicesText', { count: devices })} {count > 0 && t('overrides', { count })}
        </p>
      )}
    </div>
  );
}

function instanceSchema(
  block: Block,
  titles: { parameters: string; devices: string; device: string },
): Schema {
  const parameters = parametersSchema(block.parameters ?? {});
  const named = Object.keys(parameters.properties ?? {}).length > 0;
  return {
    type: 'object',
    properties: {
      ...(named ? { parameters: { ...parameters, title: titles.parameters } } : {}),
      ...devicesSchema(block, titles.devices, titles.device).properties,
    },
  };
}

/** What is as the default says is left out; a cell that is empty is no override. */
function change(id: string, block: Block, path: Path, value: Json | undefined): void {
  const { document, run } = useEditor.getState();
  const now = document?.nodes[id];
  if (!now) return;
  const name = path[0] === 'parameters' ? String(path[1]) : '';
  const fallback = block.parameters?.[name]?.default;
  const plain = name && same(value, fallback ?? undefined) ? undefined : value;
  const rows = path[0] === 'devices' ? tidyDevices(plain ?? []) : plain;
  const gone = path[0] === 'devices' && Array.isArray(rows) && rows.length === 0;
  run(setConfig(id, now, setIn(now.config, path, gone ? undefined : rows), pathText(path)));
}
