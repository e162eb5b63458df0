import { useTranslation } from 'react-i18next';

import type { Block, DocNode } from '../../../api/types';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { useLibrary } from '../../../store/library';
import { expandSelected, openBlock } from './actions';

/** Which block a node stands for, in which version, and what can be done with it. */
export function InstanceHead({ id, node, block }: { id: string; node: DocNode; block: Block }) {
  const { t } = useTranslation('blocks');
  const readOnly = useEditor((state) => state.readOnly);
  const setUi = useEditor((state) => state.setUi);
  const key = String(node.config['block'] ?? '');
  const newest = useLibrary((state) => state.blocks.find((one) => one.id === key)?.version ?? 0);
  const held = block.version ?? 1;
  return (
    <div className="block-head">
      <p>
        <b>{block.name || key}</b> <span className="mut">{t('version', { version: held })}</span>
        {block.description && <small className="sec">{block.description}</small>}
      </p>
      <div className="block-tools">
        <button type="button" className="btn sm" onClick={() => openBlock(id)}>
          <Icon name="block" small /> {t('open')}
        </button>
        {!readOnly && (
          <button type="button" className="btn sm" onClick={expandSelected}>
            {t('expand')}
          </button>
        )}
        <button
          type="button"
          className="btn sm"
          onClick={() => setUi({ blockDialog: { kind: 'used', block: key } })}
        >
          {t('used.button')}
        </button>
        {newest > held && !readOnly && (
          <button
            type="button"
            className="btn sm"
            onClick={() => setUi({ blockDialog: { kind: 'upgrade', block: key } })}
          >
            {t('upgrade.button', { version: newest })}
          </button>
        )}
      </div>
    </div>
  );
}
