import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { pinsOf, split, usePins } from './pins';

/** On a node with a pinned output; nothing on any other. */
export function PinMark({ id }: { id: string }) {
  const { t } = useTranslation('pins');
  const flow = useEditor((state) => state.document?.id);
  const inside = useEditor((state) => state.scope.length > 0);
  const pinned = usePins((state) =>
    Object.keys(pinsOf(state, flow)).some((output) => split(output)[0] === id),
  );
  if (!pinned || inside) return null;
  return (
    <i className="pin-mark" title={t('mark')} role="img" aria-label={t('mark')}>
      <Icon name="flag" small />
    </i>
  );
}
