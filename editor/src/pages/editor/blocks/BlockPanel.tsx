import { useTranslation } from 'react-i18next';

import type { Block } from '../../../api/types';
import { blockKeyAt } from '../../../flow/blockView';
import { kindText } from '../../../i18n';
import { useEditor } from '../../../store';
import { useLibrary } from '../../../store/library';
import { becomeWhole } from './actions';
import { Declare } from './FlowParameters';

/** An open block, with nothing selected in it: what it is as a whole. */
export function BlockPanel() {
  const { t } = useTranslation('blocks');
  const key = useEditor((state) => (state.root ? blockKeyAt(state.root, state.scope) : null));
  const block = useEditor((state) => (key === null ? undefined : state.root?.blocks?.[key]));
  const parameters = useEditor((state) => state.document?.parameters ?? {});
  const readOnly = useEditor((state) => state.readOnly);
  const setUi = useEditor((state) => state.setUi);
  const newest = useLibrary((state) => state.blocks.find((one) => one.id === key)?.version);
  if (key === null || !block) return null;
  const put = (change: Partial<Block>) => changeBlock(key, change);
  return (
    <div className="flow-settings block-form">
      <div className="hd">
        <div className="who">
          <b>{block.name || key}</b>
          <small>
            {t('panel', { id: key, version: block.version ?? 1 })}{' '}
            {newest === undefined ? t('notInLibrary') : t('inLibrary', { version: newest })}
          </small>
        </div>
      </div>
      <Line label={t('name')} value={block.name ?? ''} onDone={(name) => name && put({ name })} />
      <Line
        label={t('description')}
        value={block.description ?? ''}
        onDone={(description) => put({ description })}
      />
      <Line
        label={t('devicePoints')}
        help={t('devicePointsHelp')}
        value={block.device_points ?? '{device}.*'}
        onDone={(pattern) => pattern && put({ device_points: pattern })}
      />
      <h3 className="sec-h">{t('parameters')}</h3>
      {Object.keys(parameters).length === 0 && <p className="hint">{t('noParameters')}</p>}
      <ul className="parameter-list">
        {Object.entries(parameters).map(([name, one]) => (
          <li key={name}>
            <code>{`{${name}}`}</code> <span>{kindText(one.title)}</span>{' '}
            <span className="mut tn">
              {String(one.default ?? '–')} {one.unit}
            </span>
          </li>
        ))}
      </ul>
      <Declare />
      {!readOnly && (
        <p className="block-tools">
          <button
            type="button"
            className="btn sm"
            onClick={() => setUi({ blockDialog: { kind: 'library', block: key } })}
          >
            {t('library.button')}
          </button>
          <button
            type="button"
            className="btn sm"
            onClick={() => setUi({ blockDialog: { kind: 'used', block: key } })}
          >
            {t('used.button')}
          </button>
        </p>
      )}
      <p className="hint">{t('panelHint')}</p>
    </div>
  );
}

/** A change of the block itself, not of what stands in it. */
function changeBlock(key: string, change: Partial<Block>): void {
  const { root } = useEditor.getState();
  const block = root?.blocks?.[key];
  if (!root || !block) return;
  const after = { ...root, blocks: { ...root.blocks, [key]: { ...block, ...change } } };
  becomeWhole(after, { what: 'set', name: block.name || key });
}

interface LineProps {
  label: string;
  help?: string;
  value: string;
  onDone: (value: string) => void;
}

function Line({ label, help, value, onDone }: LineProps) {
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <label className="stack">
      {label}
      <input
        key={value}
        className="inp"
        defaultValue={value}
        disabled={readOnly}
        onBlur={(event) => {
          const after = event.target.value.trim();
          if (after !== value) onDone(after);
        }}
      />
      {help && <small className="mut">{help}</small>}
    </label>
  );
}
