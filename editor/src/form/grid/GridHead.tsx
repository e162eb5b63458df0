import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { Config } from '../../api/types';
import { kindText } from '../../i18n';
import { Icon } from '../../look/Icon';
import { useForm } from '../context';
import type { GridModel } from './useGrid';

/** Names of the columns, and in the corner the letter of the hit policy. */
export function GridHead({ grid, config }: { grid: GridModel; config: Config }) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const policy = typeof config['policy'] === 'string' ? config['policy'] : '';
  return (
    <thead>
      <tr>
        <th className="rh" title={policy && `${kindText('Hit policy')}: ${kindText(policy)}`}>
          {policy ? (
            <abbr aria-label={`${kindText('Hit policy')}: ${kindText(policy)}`}>
              {policy[0]?.toUpperCase()}
            </abbr>
          ) : (
            <span className="fn-hidden">{t('rows.number')}</span>
          )}
        </th>
        {grid.names.map((name, c) => (
          <th
            key={`${c}:${name}`}
            scope="col"
            data-role={grid.roles[c]}
            data-begin={begins(grid, c) || undefined}
          >
            <span className="col">
              <input
                aria-label={t('grid.name', { column: c + 1 })}
                title={t(`grid.is.${grid.roles[c] ?? 'other'}`)}
                defaultValue={name}
                disabled={form.disabled}
                spellCheck={false}
                onKeyDown={(event) => event.key === 'Enter' && event.currentTarget.blur()}
                onBlur={(event) => {
                  grid.rename(c, event.currentTarget.value);
                  event.currentTarget.value = name;
                }}
              />
              {!form.disabled && <ColumnMenu grid={grid} column={c} />}
            </span>
          </th>
        ))}
        {!form.disabled && <th className="tools" aria-label={t('form:table.tools')} />}
      </tr>
    </thead>
  );
}

/** The first result stands apart from the conditions. */
export const begins = (grid: GridModel, column: number): boolean =>
  column > 0 && grid.roles[column] !== grid.roles[column - 1];

function ColumnMenu({ grid, column }: { grid: GridModel; column: number }) {
  const { t } = useTranslation('fields');
  const name = grid.names[column];
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" aria-label={t('grid.columnMenu', { name })}>
          <Icon name="more" small />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          disabled={column === 0}
          rightSection={<kbd>Alt+←</kbd>}
          onClick={() => grid.moveColumn(column, -1)}
        >
          {t('grid.left')}
        </Menu.Item>
        <Menu.Item
          disabled={column === grid.names.length - 1}
          rightSection={<kbd>Alt+→</kbd>}
          onClick={() => grid.moveColumn(column, 1)}
        >
          {t('grid.right')}
        </Menu.Item>
        <Menu.Item disabled={grid.names.length < 2} onClick={() => grid.removeColumn(column)}>
          {t('grid.removeColumn', { name })}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
