import { useTranslation } from 'react-i18next';

import { dateTime } from '../../../flow/format';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { endCompare, rollBack } from '../../../store/compare';
import type { Compared } from '../../../store/draftSlice';
import { Effects } from './Effects';
import { Summary } from './Summary';

/** Beside the canvas with both documents on it: what they are, and what lies between them. */
export function ComparePanel() {
  const { t } = useTranslation('deploying');
  const comparing = useEditor((state) => state.comparing);
  const mayEdit = useEditor((state) => !(state.comparing?.readOnly ?? true));
  if (!comparing) return null;
  const { before, after } = comparing;
  const title = t('compare.title', { before: before.title, after: after.title });
  const version = before.version;
  return (
    <section className="dlg" aria-label={title}>
      <header>
        <h2>{title}</h2>
        <span className="sp" />
        <button
          type="button"
          className="btn ghost icon sm"
          aria-label={t('common:close')}
          onClick={endCompare}
        >
          <Icon name="x" />
        </button>
      </header>
      <div className="dlg-body">
        <Summary />
        <Side side={before} />
        <Side side={after} />
        <Effects />
      </div>
      <footer>
        <span className="sp" />
        <button type="button" className="btn" onClick={endCompare}>
          {t('common:close')}
        </button>
        {mayEdit && version !== undefined && (
          <button type="button" className="btn prim" onClick={() => void rollBack(version)}>
            {t('compare.rollBack', { version })}
          </button>
        )}
      </footer>
    </section>
  );
}

/** Who made it, when, and why, as far as it is known. */
function Side({ side }: { side: Compared }) {
  if (!side.author && !side.comment) return null;
  return (
    <>
      <h4>{side.title}</h4>
      <div className="ln">
        <span />
        <span>
          {side.comment}
          <small>
            {side.author}
            {side.time ? `, ${dateTime(side.time)}` : ''}
          </small>
        </span>
      </div>
    </>
  );
}
