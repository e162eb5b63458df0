import { useTranslation } from 'react-i18next';

import { SearchBox } from '../../../components/SearchBox';
import { Icon } from '../../../look/Icon';
import { Priority } from '../../../look/Priority';
import { AreaSelect } from '../AreaSelect';
import { useFilter } from '../filter';
import { PRIORITIES, STATES } from '../order';
import { useStateCounts } from '../useAlarmRows';
import { FilterMenu } from './FilterMenu';
import { ViewMenu } from './ViewMenu';

interface Props {
  flowNames: Record<string, string>;
  waiting: number;
  onRelease: () => void;
}

/** Which alarms are shown: state, priority, area, text; and what waits while the rows are held. */
export function FilterBar({ flowNames, waiting, onRelease }: Props) {
  const { t } = useTranslation('operations');
  const { filter, change } = useFilter();
  return (
    <>
      <States />
      <Priorities />
      <AreaSelect value={filter.area} onChange={(area) => change({ area })} />
      <SearchBox
        label={t('filter.text')}
        value={filter.text}
        onChange={(text) => change({ text })}
        width={196}
      />
      <FilterMenu flowNames={flowNames} />
      <span className="sp" />
      <span role="status">
        {waiting > 0 && (
          <button type="button" className="btn sm al-waiting" title={t('held.why')} onClick={onRelease}>
            <Icon name="up" />
            {t('held.new', { count: waiting })} <span className="sec">{t('held.held')}</span>
          </button>
        )}
      </span>
      <ViewMenu />
    </>
  );
}

function States() {
  const { t } = useTranslation('operations');
  const { filter, change } = useFilter();
  const counts = useStateCounts();
  return (
    <fieldset className="seg plain al-states" aria-label={t('filter.state')}>
      {STATES.map((state) => (
        <button
          key={state}
          type="button"
          aria-pressed={filter.state === state}
          onClick={() => change({ state })}
        >
          {t(`filter.states.${state}`)} <b className="tn">{counts[state]}</b>
        </button>
      ))}
    </fieldset>
  );
}

export function Priorities() {
  const { t } = useTranslation('operations');
  const { filter, togglePriority } = useFilter();
  return (
    <fieldset className="seg plain" aria-label={t('filter.priority')}>
      {PRIORITIES.map((priority) => (
        <button
          key={priority}
          type="button"
          className="al-prio"
          aria-pressed={filter.priorities.includes(priority)}
          title={t(`common:priority.${priority}`)}
          onClick={() => togglePriority(priority)}
        >
          <Priority priority={priority} size={16} />
        </button>
      ))}
    </fieldset>
  );
}
