import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import { groupName, HIDDEN, type SectionItem } from '../sections';
import { useView } from '../view';

/** The heading of a part of the list; a click folds the part. */
export function SectionRow({ item, span }: { item: SectionItem; span: number }) {
  const { t } = useTranslation('operations');
  const fold = useView((state) => state.fold);
  const { section, count, firstOut, folded } = item;
  const name = groupName(section) || t(section === HIDDEN ? 'section.hidden' : 'section.others');
  return (
    <tr className="al-section">
      <th colSpan={span} scope="rowgroup">
        <button type="button" className="link" aria-expanded={!folded} onClick={() => fold(section)}>
          <Icon name={folded ? 'right' : 'down'} small />
          <b>{name}</b> · {t('section.count', { count })}
          {firstOut && <> · {t('section.firstOut', { point: firstOut })}</>}
        </button>
      </th>
    </tr>
  );
}
