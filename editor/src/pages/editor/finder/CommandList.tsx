import { useReactFlow } from '@xyflow/react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { ChooseList } from '../../../components/ChooseList';
import { useFit } from '../canvas/fit';
import { keyFor, useKeymap } from '../keymap';
import { offered } from './commands';

/** Everything that can be done now, by its name. */
export function CommandList({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('finder');
  const { screenToFlowPosition } = useReactFlow();
  const showAll = useFit();
  const [text, setText] = useState('');
  const bound = useKeymap((state) => state.bound);
  const offers = useMemo(offered, []);
  const words = text.toLowerCase().split(/\s+/);
  const named = offers.map((offer) => ({ ...offer, text: t(`command.${offer.name}` as 'command.undo') }));
  const fitting = named.filter((offer) => words.every((word) => offer.text.toLowerCase().includes(word)));
  const middle = (): [number, number] => {
    const area = document.querySelector('.canvas')?.getBoundingClientRect();
    if (!area) return [0, 0];
    const at = screenToFlowPosition({ x: area.left + area.width / 2, y: area.top + area.height / 2 });
    return [at.x, at.y];
  };
  return (
    <ChooseList
      label={t('search.commands')}
      none={t('none.commands')}
      choices={fitting.map(({ name, text: own, keys }) => ({
        key: name,
        text: own,
        ...(keys ? { keys: keyFor(bound, keys) } : {}),
      }))}
      text={text}
      onText={setText}
      onChoose={(name) => {
        onDone();
        offers.find((offer) => offer.name === name)?.run({ middle, showAll: () => showAll() });
      }}
    />
  );
}
