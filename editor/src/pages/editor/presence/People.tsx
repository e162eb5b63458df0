import './presence.css';

import { useTranslation } from 'react-i18next';

import { initials, usePeople } from './people';

const MOST = 4;

/** In the top bar: who else has the flow open. */
export function People() {
  const { t } = useTranslation('drafts');
  const people = usePeople((state) => state.people);
  if (people.length === 0) return null;
  const rest = people.slice(MOST).map(({ name }) => name);
  return (
    <ul className="people" aria-label={t('people.label')}>
      {people.slice(0, MOST).map(({ name }) => (
        <li key={name} title={t('people.here', { name })}>
          <span aria-hidden="true">{initials(name)}</span>
          <span className="sr">{name}</span>
        </li>
      ))}
      {rest.length > 0 && <li title={rest.join(', ')}>+{rest.length}</li>}
    </ul>
  );
}
