import { useReactFlow } from '@xyflow/react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Category, KindSpec } from '../../../api/types';
import { keyOf } from '../../../components/keyOf';
import { kindText } from '../../../i18n';
import { Icon } from '../../../look/Icon';
import { CATEGORIES } from '../../../look/kinds';
import { useEditor } from '../../../store';
import { addKind } from '../actions';
import { addBlock } from '../blocks/actions';
import { BlockSection } from '../blocks/BlockSection';
import { useAddable } from '../blocks/useAddable';
import { PaletteItem } from './PaletteItem';

/** Node kinds by category: dragged to the canvas, or added in its middle by a click or Enter. */
export function Palette() {
  const { t } = useTranslation('editor');
  const kinds = useEditor((state) => state.kinds);
  const [text, setText] = useState('');
  const [closed, setClosed] = useState<ReadonlySet<Category | 'block'>>(new Set());
  const found = useMemo(() => matching([...kinds.values()], text), [kinds, text]);
  const blocks = useAddable(text);
  const { addKindThere: add, addBlockThere } = useAddInMiddle();
  const toggle = (category: Category | 'block') =>
    setClosed(
      (old) => new Set(old.has(category) ? [...old].filter((c) => c !== category) : [...old, category]),
    );
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (keyOf(event) === 'Enter' && found[0]) add(found[0]);
    else if (keyOf(event) === 'Enter' && blocks[0]) addBlockThere(blocks[0].id);
    if (keyOf(event) === 'Escape') {
      setText('');
      event.currentTarget.blur();
    }
    if (keyOf(event) === 'ArrowDown') document.querySelector<HTMLElement>('.pal .it')?.focus();
  };
  return (
    <aside className="pal" aria-label={t('palette.label')}>
      <div className="find">
        <div className="inp">
          <Icon name="search" />
          <input
            id="palette-search"
            type="search"
            placeholder={t('palette.search')}
            aria-label={t('palette.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKey}
          />
          {!text && <span className="kbd">/</span>}
        </div>
      </div>
      <div className="pal-list">
        {CATEGORIES.map((category) => (
          <Section
            key={category}
            category={category}
            kinds={found.filter((spec) => spec.category === category)}
            open={!closed.has(category) || text !== ''}
            onToggle={() => toggle(category)}
            onAdd={add}
          />
        ))}
        <BlockSection
          text={text}
          open={!closed.has('block') || text !== ''}
          onToggle={() => toggle('block')}
          onAdd={addBlockThere}
        />
        {found.length + blocks.length === 0 && <p className="pal-none">{t('palette.none', { text })}</p>}
      </div>
      <div className="foot">{t('palette.hint')}</div>
    </aside>
  );
}

interface SectionProps {
  category: Category;
  kinds: KindSpec[];
  open: boolean;
  onToggle: () => void;
  onAdd: (spec: KindSpec) => void;
}

function Section({ category, kinds, open, onToggle, onAdd }: SectionProps) {
  const { t } = useTranslation('editor');
  if (kinds.length === 0) return null;
  return (
    <section className={`k-${category}`}>
      <h4>
        <button type="button" aria-expanded={open} onClick={onToggle}>
          <Icon name={open ? 'down' : 'right'} small />
          {t(`category.${category}`)}
          <span className="n">{kinds.length}</span>
        </button>
      </h4>
      {open && kinds.map((spec) => <PaletteItem key={spec.kind} spec={spec} onAdd={onAdd} />)}
    </section>
  );
}

function matching(kinds: KindSpec[], text: string): KindSpec[] {
  const words = text.trim().toLowerCase().split(/\s+/).filter(Boolean);
  return kinds.filter((spec) => {
    const all = `${spec.kind} ${spec.title} ${spec.summary} ${kindText(spec.title)} ${kindText(spec.summary)}`;
    return words.every((word) => all.toLowerCase().includes(word));
  });
}

function useAddInMiddle() {
  const { screenToFlowPosition } = useReactFlow();
  const middle = (): [number, number] | null => {
    const area = document.querySelector('.canvas')?.getBoundingClientRect();
    if (!area) return null;
    const at = screenToFlowPosition({
      x: area.left + area.width / 2 - 72,
      y: area.top + area.height / 2 - 24,
    });
    return freePlace(at.x, at.y);
  };
  return {
    addKindThere: (spec: KindSpec) => {
      const at = middle();
      if (at) addKind(spec, at);
    },
    addBlockThere: (id: string) => {
      const at = middle();
      if (at) void addBlock(id, at);
    },
  };
}

/** Not on top of another node. */
function freePlace(x: number, y: number): [number, number] {
  const places = Object.values(useEditor.getState().document?.nodes ?? {}).map((node) => node.position);
  let top = y;
  while (places.some(([px, py]) => Math.abs(px - x) < 152 && Math.abs(py - top) < 56)) top += 64;
  return [x, top];
}
