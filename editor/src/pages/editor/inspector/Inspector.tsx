import { useTranslation } from 'react-i18next';

import type { DocNode, KindSpec } from '../../../api/types';
import { renameNode } from '../../../commands/change';
import { keyOf } from '../../../components/keyOf';
import { specOf } from '../../../flow/blocks';
import { BLOCK } from '../../../flow/blockView';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { Tabs } from '../../../look/Tabs';
import { useGrip } from '../../../look/useGrip';
import { useEditor } from '../../../store';
import { BlockPanel } from '../blocks/BlockPanel';
import { Beside, BesideButtons } from './Beside';
import { BESIDE, useBeside } from './beside';
import { DataTab } from './DataTab';
import { FlowSettings } from './FlowSettings';
import { HelpTab } from './HelpTab';
import { NodeCommands } from './NodeCommands';
import { SettingsTab } from './SettingsTab';
import { Several } from './Several';
import { StoppedLine } from './StoppedLine';

const LEAST = 320;
/** Pixels that palette and canvas keep. */
const ROOM = 424;
const TABS = ['settings', 'data', 'help'] as const;

/** The selected node: its settings, its last inputs and outputs, and what its kind does. */
export function Inspector() {
  const { t } = useTranslation('editor');
  const id = useEditor((state) => (state.selected.length === 1 ? state.selected[0] : undefined));
  const count = useEditor((state) => state.selected.length);
  const inside = useEditor((state) => state.scope.length > 0);
  const node = useEditor((state) => (id ? state.document?.nodes[id] : undefined));
  const spec = useEditor((state) => (node ? specOf(state.kinds, node, state.document?.blocks) : undefined));
  const tab = useEditor((state) => state.inspectorTab);
  const width = useEditor((state) => state.inspectorWidth);
  const setUi = useEditor((state) => state.setUi);
  const sides = useBeside((state) => Number(state.in) + Number(state.out));
  const whole = node && tab === 'settings' ? width + sides * BESIDE : width;
  return (
    <aside
      className="insp"
      aria-label={t('inspector.label')}
      style={{ width: whole, maxWidth: `calc(100vw - ${ROOM}px)` }}
    >
      <Grip />
      {id && node ? (
        <>
          <Head id={id} node={node} spec={spec} />
          <StoppedLine id={id} />
          <Tabs
            label={t('inspector.tabs')}
            tabs={TABS.map((name) => ({ name, text: t(`inspector.${name}`) }))}
            value={tab}
            onChange={(name) => setUi({ inspectorTab: name })}
          >
            {tab === 'settings' && <BesideButtons />}
          </Tabs>
          <div
            className="bd"
            role="tabpanel"
            aria-label={t(`inspector.${tab}`)}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must be able to reach it.
            tabIndex={0}
            key={id}
          >
            {tab === 'settings' && (
              <Beside id={id}>
                <SettingsTab id={id} node={node} spec={spec} />
              </Beside>
            )}
            {tab === 'data' && <DataTab id={id} />}
            {tab === 'help' && <HelpTab node={node} spec={spec} />}
          </div>
        </>
      ) : count > 1 ? (
        <Several count={count} />
      ) : inside ? (
        <BlockPanel />
      ) : (
        <FlowSettings />
      )}
    </aside>
  );
}

/** The left edge. */
function Grip() {
  const { t } = useTranslation('editor');
  const size = useEditor((state) => state.inspectorWidth);
  const setUi = useEditor((state) => state.setUi);
  const grip = useGrip({
    axis: 'x',
    label: t('inspector.resize'),
    size,
    least: LEAST,
    most: () => window.innerWidth * 0.55,
    onSize: (inspectorWidth) => setUi({ inspectorWidth }),
  });
  return <div className="insp-grip" {...grip} />;
}

function Head({ id, node, spec }: { id: string; node: DocNode; spec: KindSpec | undefined }) {
  const { t } = useTranslation('editor');
  const run = useEditor((state) => state.run);
  const readOnly = useEditor((state) => state.readOnly);
  const select = useEditor((state) => state.select);
  const keep = (input: HTMLInputElement) => {
    const after = input.value.trim();
    if (after && after !== node.name) run(renameNode(id, node.name, after));
    else input.value = node.name;
  };
  return (
    <div className={`hd k-${categoryOf(node.kind)}`}>
      <Icon name={iconOf(node.kind)} />
      <div className="who">
        <input
          key={node.name}
          className="title"
          aria-label={t('node.name')}
          defaultValue={node.name}
          disabled={readOnly}
          maxLength={80}
          onBlur={(event) => keep(event.currentTarget)}
          onKeyDown={(event) => keyOf(event) === 'Enter' && event.currentTarget.blur()}
        />
        <small>
          {t('inspector.kind', {
            kind: node.kind === BLOCK ? t('blocks:one') : node.kind,
            version: node.version,
          })}{' '}
          · <span title={t('node.id')}>{id}</span>
        </small>
      </div>
      {spec && <NodeCommands id={id} spec={spec} />}
      <button
        type="button"
        className="btn ghost icon sm"
        aria-label={t('inspector.close')}
        title={t('inspector.close')}
        onClick={() => select([])}
      >
        <Icon name="x" />
      </button>
    </div>
  );
}
