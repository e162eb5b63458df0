import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';

const SIDES = ['before', 'both', 'after'] as const;

/** Above the canvas while two documents are on it: which of them to see, and what the marks mean. */
export function Sides() {
  const { t } = useTranslation('deploying');
  const on = useEditor((state) => state.deploying);
  const sides = useEditor((state) => state.sides);
  const comparing = useEditor((state) => state.comparing);
  const version = useEditor((state) => state.deployed?.version);
  const setDraft = useEditor((state) => state.setDraft);
  if (!on) return null;
  const before = version === undefined ? t('editor:diff.before') : `v${version}`;
  const names = {
    before: comparing?.before.title ?? before,
    both: t('sides.both'),
    after: comparing?.after.title ?? t('editor:diff.draft'),
  };
  return (
    <div className="sides" data-sides={sides}>
      <fieldset className="seg sm plain" aria-label={t('sides.label')}>
        {SIDES.map((side) => (
          <button
            key={side}
            type="button"
            aria-pressed={sides === side}
            onClick={() => setDraft({ sides: side })}
          >
            {names[side]}
          </button>
        ))}
      </fieldset>
      <span className="sp" />
      <span className="key">
        <i className="mk" data-what="added">
          +
        </i>
        {t('sides.added')}
      </span>
      <span className="key">
        <i className="mk">3</i>
        {t('sides.changed')}
      </span>
      <span className="key">
        <i className="mk" data-what="removed">
          −
        </i>
        {t('sides.removed')}
      </span>
    </div>
  );
}
