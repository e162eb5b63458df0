import './merge.css';

import { useTranslation } from 'react-i18next';

import { clockTime } from '../../../flow/format';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { mergeWithDeployed } from '../../../store/merging';
import { Sides } from '../deploy/Sides';
import { Marks } from '../presence/Marks';

/** Above the canvas: what others have done that the draft must follow. */
export function Notices() {
  const { t } = useTranslation('drafts');
  const moved = useEditor((state) => state.moved);
  const locked = useEditor((state) => state.lockedOut);
  const readOnly = useEditor((state) => state.readOnly);
  const deploying = useEditor((state) => state.deploying);
  const setDraft = useEditor((state) => state.setDraft);
  const kept = useEditor((state) => state.broughtBack);
  return (
    <>
      <Sides />
      <Marks />
      {moved && !readOnly && !deploying && (
        <div className="notice" role="status">
          <span>
            {t('moved.text', {
              by: moved.to.author,
              version: moved.to.version,
              time: clockTime(moved.to.time, false),
            })}
          </span>
          <button type="button" className="btn sm" onClick={mergeWithDeployed}>
            {t('moved.merge')}
          </button>
        </div>
      )}
      {locked && (
        <div className="notice" role="status">
          <Icon name="lock" small />
          <span>{t('locked.text', { by: locked.by, why: locked.why || t('locked.noReason') })}</span>
        </div>
      )}
      {kept && (
        <div className="notice" role="status">
          <span>{t('kept.text', { time: clockTime(kept) })}</span>
          <button
            type="button"
            className="btn ghost icon sm"
            aria-label={t('common:close')}
            onClick={() => setDraft({ broughtBack: null })}
          >
            <Icon name="x" small />
          </button>
        </div>
      )}
    </>
  );
}
