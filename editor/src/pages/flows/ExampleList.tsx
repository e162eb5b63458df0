import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowDocument } from '../../api/types';
import { SearchBox } from '../../components/SearchBox';
import { FlowPicture } from './FlowPicture';

interface Props {
  examples: FlowDocument[];
  chosen: string;
  onChoose: (example: FlowDocument) => void;
}

/** The gallery: one of the ready flows is chosen, by the mouse or with the arrow keys. */
export function ExampleList({ examples, chosen, onChoose }: Props) {
  const { t } = useTranslation('flows');
  const [search, setSearch] = useState('');
  const words = search.toLowerCase().split(/\s+/);
  const found = examples.filter((example) => {
    const text = textOf(example);
    return words.every((word) => text.includes(word));
  });
  return (
    <>
      <SearchBox label={t('example.search')} value={search} onChange={setSearch} width={320} />
      <fieldset className="plain fl-gallery" aria-label={t('example.which')}>
        {found.map((example) => (
          <label key={example.id} className="fl-example">
            <input
              type="radio"
              name="example"
              className="sr"
              aria-label={example.name}
              aria-describedby={`example-${example.id}`}
              checked={example.id === chosen}
              onChange={() => onChoose(example)}
            />
            <FlowPicture flow={example} />
            <b>{example.name}</b>
            <span id={`example-${example.id}`}>{example.description}</span>
          </label>
        ))}
        {found.length === 0 && <p className="mut">{t('example.none', { search })}</p>}
      </fieldset>
    </>
  );
}

/** Whatever a person may look for: names, notes, kinds of nodes and points. */
function textOf({ name, description, notes, nodes }: FlowDocument): string {
  const parts = Object.values(nodes).map((node) => `${node.name} ${node.kind}`);
  return [name, description, ...notes.map((note) => note.text), ...parts].join(' ').toLowerCase();
}
