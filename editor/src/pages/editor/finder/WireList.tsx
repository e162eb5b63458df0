import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { addWire } from '../../../commands/part';
import { ChooseList } from '../../../components/ChooseList';
import { possibleWires } from '../../../flow/possible';
import { wireKey } from '../../../flow/rules';
import { Icon } from '../../../look/Icon';
import { categoryOf, iconOf } from '../../../look/kinds';
import { useEditor } from '../../../store';

/** Every wire that the selected node can still have; choosing one draws it. */
export function WireList({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('finder');
  const document = useEditor((state) => state.document);
  const kinds = useEditor((state) => state.kinds);
  const id = useEditor((state) => state.selected.find((one) => state.document?.nodes[one]) ?? '');
  const run = useEditor((state) => state.run);
  const [text, setText] = useState('');
  const wires = useMemo(() => (document ? possibleWires(document, kinds, id) : []), [document, kinds, id]);
  const words = text.toLowerCase().split(/\s+/);
  const choices = wires
    .map((wire) => {
      const out = wire.from[0] === id;
      const [other, port] = out ? wire.to : wire.from;
      const node = document?.nodes[other];
      return {
        key: wireKey(wire),
        text: t(out ? 'wireTo' : 'wireFrom', { name: node?.name ?? other }),
        more: `${out ? wire.from[1] : port} → ${out ? port : wire.to[1]}`,
        icon: <Icon name={iconOf(node?.kind ?? '')} />,
        look: `k-${categoryOf(node?.kind ?? '')}`,
      };
    })
    .filter((one) => words.every((word) => `${one.text} ${one.more}`.toLowerCase().includes(word)));
  return (
    <ChooseList
      label={t('search.wire')}
      none={t('none.wire')}
      choices={choices}
      text={text}
      onText={setText}
      onChoose={(key) => {
        const wire = wires.find((one) => wireKey(one) === key);
        onDone();
        if (wire) run(addWire(wire));
      }}
    />
  );
}
