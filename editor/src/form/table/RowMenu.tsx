import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../look/Icon';

interface Props {
  index: number;
  count: number;
  /** False while the rows are seen in another order than they have. */
  ordered?: boolean;
  onBelow: () => void;
  onDuplicate: () => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

/** What can be done with one row of a table, behind one button, so that nothing covers the cells. */
export function RowMenu({ index, count, ordered = true, onBelow, onDuplicate, onMove, onRemove }: Props) {
  const { t } = useTranslation('form');
  const row = index + 1;
  return (
    <td className="tools">
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <button type="button" aria-label={t('table.rowMenu', { row })} tabIndex={-1}>
            <Icon name="more" small />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item rightSection={<kbd>Alt+↵</kbd>} onClick={onBelow}>
            {t('fields:rows.below')}
          </Menu.Item>
          <Menu.Item rightSection={<kbd>Alt+⇧+↵</kbd>} onClick={onDuplicate}>
            {t('fields:rows.duplicate')}
          </Menu.Item>
          <Menu.Item disabled={!ordered || index === 0} onClick={() => onMove(-1)}>
            {t('table.up', { row })}
          </Menu.Item>
          <Menu.Item disabled={!ordered || row === count} onClick={() => onMove(1)}>
            {t('table.down', { row })}
          </Menu.Item>
          <Menu.Item onClick={onRemove}>{t('table.remove', { row })}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </td>
  );
}
