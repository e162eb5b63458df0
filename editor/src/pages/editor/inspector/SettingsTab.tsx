import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import type { Config, DocNode, Json, KindSpec } from '../../../api/types';
import { setConfig } from '../../../commands/change';
import { type Path, pathText, setIn } from '../../../commands/paths';
import { BLOCK } from '../../../flow/blocks';
import { isPortKind } from '../../../flow/blockView';
import { nodeFields } from '../../../flow/difference';
import { SchemaForm } from '../../../form/SchemaForm';
import { fieldsOf, same } from '../../../form/schema';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { InstanceSettings } from '../blocks/InstanceSettings';
import { DeliveryFields } from './DeliveryFields';
import { Recording } from './Recording';

interface Props {
  id: string;
  node: DocNode;
  spec: KindSpec | undefined;
}

export function SettingsTab({ id, node, spec }: Props) {
  const { t } = useTranslation('editor');
  const all = useEditor((state) => state.problems);
  const deployed = useEditor((state) => state.deployedDocument?.nodes[id]);
  const run = useEditor((state) => state.run);
  const seal = useEditor((state) => state.seal);
  const readOnly = useEditor((state) => state.readOnly);
  const problems = useMemo(() => all.filter((problem) => problem.node === id), [all, id]);
  const body = useFocusField();
  const change = (path: Path, value: Json | undefined) => {
    // Two changes can come before the next drawing: start from what is there now.
    const now = useEditor.getState().document?.nodes[id];
    if (now) run(setConfig(id, now, setIn(now.config, path, value), pathText(path)));
  };
  if (!spec) return <Unknown node={node} />;
  if (node.kind === BLOCK)
    return (
      <>
        <div className="settings" ref={body}>
          <NodeProblems id={id} />
          <InstanceSettings id={id} node={node} />
          <Recording id={id} node={node} />
        </div>
        <Footer id={id} node={node} />
      </>
    );
  const empty = Object.keys(spec.config.properties ?? {}).length === 0;
  return (
    <>
      <div className="settings" ref={body}>
        <NodeProblems id={id} />
        {empty && <p className="hint">{t('inspector.noSettings')}</p>}
        <SchemaForm
          key={id}
          schema={spec.config}
          value={node.config}
          onChange={change}
          onLeave={seal}
          problems={problems}
          baseline={deployed?.config ?? null}
          disabled={readOnly}
        />
        <AllDefaults id={id} spec={spec} />
        {spec.delivery && <DeliveryFields id={id} node={node} kind={spec.delivery} />}
        {!isPortKind(node.kind) && <Recording id={id} node={node} />}
      </div>
      <Footer id={id} node={node} />
    </>
  );
}

/** All settings that have a default back to it, in one step; the others stay. */
function AllDefaults({ id, spec }: { id: string; spec: KindSpec }) {
  const { t } = useTranslation('fields');
  const node = useEditor((state) => state.document?.nodes[id]);
  const run = useEditor((state) => state.run);
  const seal = useEditor((state) => state.seal);
  const readOnly = useEditor((state) => state.readOnly);
  const fields = useMemo(() => fieldsOf(spec.config).filter((field) => !field.hidden), [spec]);
  const other = fields.filter(
    ({ name, fallback }) =>
      fallback !== undefined && node?.config[name] !== undefined && !same(node.config[name], fallback),
  );
  if (readOnly || !node || other.length < 2) return null;
  const reset = () => {
    const defaults = Object.fromEntries(other.map(({ name, fallback }) => [name, structuredClone(fallback)]));
    seal();
    run(setConfig(id, node, { ...node.config, ...(defaults as Config) }, '*'));
    seal();
  };
  return (
    <p className="all-defaults">
      <button type="button" className="btn ghost sm" onClick={reset}>
        <Icon name="undo" small /> {t('defaults', { count: other.length })}
      </button>
    </p>
  );
}

/** Problems of the node as a whole; those of a field stand at the field. */
function NodeProblems({ id }: { id: string }) {
  const problems = useEditor((state) => state.problems);
  const own = problems.filter((problem) => problem.node === id && !problem.field);
  return own.map((problem) => (
    <p
      key={problem.code + problem.message}
      className={problem.severity === 'error' ? 'node-problem field-error' : 'node-problem field-warning'}
    >
      {problem.message} {problem.hint && <span className="sec">{problem.hint}</span>}
    </p>
  ));
}

/** The kind is not installed here: its settings are shown as they are and kept. */
function Unknown({ node }: { node: DocNode }) {
  const { t } = useTranslation('editor');
  return (
    <div className="settings">
      <p className="node-problem field-error">{t('node.unknown', { kind: node.kind })}</p>
      <p className="hint">{t('node.unknownKept')}</p>
      <pre className="raw">{JSON.stringify(node.config, null, 2)}</pre>
    </div>
  );
}

function Footer({ id, node }: { id: string; node: DocNode }) {
  const { t } = useTranslation('editor');
  const deployed = useEditor((state) => state.deployedDocument?.nodes[id]);
  const version = useEditor((state) => state.deployed?.version);
  const readOnly = useEditor((state) => state.readOnly);
  const run = useEditor((state) => state.run);
  const seal = useEditor((state) => state.seal);
  const setUi = useEditor((state) => state.setUi);
  const count = deployed ? nodeFields(deployed, node).length : 0;
  if (!deployed || count === 0) return null;
  const revert = () => {
    seal();
    run(setConfig(id, node, deployed.config, '*'));
    seal();
  };
  return (
    <div className="ft">
      <i className="m" />
      <span>{t('inspector.differ', { count, version })}</span>
      <span className="sp" />
      {!readOnly && (
        <button type="button" className="btn ghost sm" onClick={revert}>
          {t('inspector.revert')}
        </button>
      )}
      <button
        type="button"
        className="btn sm"
        onClick={() => setUi({ deploying: true, drawerTab: 'differences', drawerOpen: true })}
      >
        {t('inspector.compare')}
      </button>
    </div>
  );
}

/** Brings the field that a problem names into view, and puts the keyboard there. */
function useFocusField() {
  const wanted = useEditor((state) => state.focusField);
  const setUi = useEditor((state) => state.setUi);
  const body = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (wanted === null) return;
    // A row far down in a table is drawn first.
    const frame = requestAnimationFrame(() => {
      focusPlace(body.current, wanted);
      setUi({ focusField: null });
    });
    return () => cancelAnimationFrame(frame);
  }, [wanted, setUi]);
  return body;
}

function focusPlace(body: HTMLElement | null, wanted: string): void {
  const [first, row, cell] = wanted.split('/');
  const place = body?.querySelector(`[data-field="${CSS.escape(first ?? '')}"]`);
  const inputs = place?.querySelectorAll<HTMLElement>(`[data-row="${CSS.escape(row ?? '')}"] [data-cell]`);
  const named = [...(inputs ?? [])].find((input) => input.getAttribute('data-column') === cell);
  const target = named ?? inputs?.[0] ?? place?.querySelector<HTMLElement>('input, select, textarea, button');
  place?.scrollIntoView({ block: 'nearest' });
  target?.focus();
}
