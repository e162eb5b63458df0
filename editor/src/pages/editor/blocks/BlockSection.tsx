import { useTranslation } from 'react-i18next';

import type { KindSpec } from '../../../api/types';
import { Icon } from '../../../look/Icon';
import { PaletteItem } from '../palette/PaletteItem';
import { type Addable, useAddable } from './useAddable';

interface Props {
  text: string;
  open: boolean;
  onToggle: () => void;
  onAdd: (block: string) => void;
}

/** Blocks of the flow and of the library, in the palette. */
export function BlockSection({ text, open, onToggle, onAdd }: Props) {
  const { t } = useTranslation('blocks');
  const blocks = useAddable(text);
  if (blocks.length === 0) return null;
  return (
    <section className="k-block">
      <h4>
        <button type="button" aria-expanded={open} onClick={onToggle}>
          <Icon name={open ? 'down' : 'right'} small />
          {t('section')}
          <span className="n">{blocks.length}</span>
        </button>
      </h4>
      {open &&
        blocks.map((block) => (
          <PaletteItem key={block.id} spec={asSpec(block)} onAdd={() => onAdd(block.id)} />
        ))}
    </section>
  );
}

/** As the palette lists kinds; dragged by the name "block:pump". */
const asSpec = (block: Addable): KindSpec => ({
  kind: `block:${block.id}`,
  version: block.version,
  category: 'compute',
  title: block.name,
  summary: block.description || block.id,
  help: '',
  inputs: block.inputs.map((port) => ({ title: '', help: '', ...port })),
  outputs: block.outputs.map((port) => ({ title: '', help: '', ...port })),
  outputs_from: null,
  config: {},
  commands: [],
  connector: false,
  breaks_cycles: false,
  summary_field: null,
  points: 'none',
});
