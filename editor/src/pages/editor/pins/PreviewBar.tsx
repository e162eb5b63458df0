import { useTranslation } from 'react-i18next';

import { formatDuration } from '../../../flow/format';
import { Status } from '../../../look/Status';
import { useEditor } from '../../../store';
import { PinDialog } from './PinDialog';
import { pinsOf, SECONDS, unpinAll, usePins } from './pins';
import { usePreview } from './usePreview';
import { WireMenu } from './WireMenu';

/** That the draft is tried with pins, how that went, and the way out. */
export function PreviewBar() {
  const { t } = useTranslation('pins');
  usePreview();
  const flow = useEditor((state) => state.document?.id ?? '');
  const pins = usePins((state) => pinsOf(state, flow));
  const { answer, asking, failure, seconds, writing } = usePins();
  const count = Object.keys(pins).length;
  const wrong = Object.values(answer?.skipped ?? {}).filter((why) => why === 'wrong').length;
  const failed = Object.values(answer?.nodes ?? {}).filter((node) => node.problems.length > 0).length;
  return (
    <>
      {count > 0 && (
        <div className="preview-place">
          <section className="preview-bar" aria-label={t('bar')}>
            <b>{t('bar')}</b>
            <span>{t('pins', { count })}</span>
            <label>
              {t('after')}
              <select
                className="inp"
                value={seconds}
                onChange={(event) => usePins.setState({ seconds: Number(event.target.value) })}
              >
                {SECONDS.map((one) => (
                  <option key={one} value={one}>
                    {formatDuration(one)}
                  </option>
                ))}
              </select>
            </label>
            <span role="status" className="mut">
              {asking
                ? t('asking')
                : failure
                  ? ''
                  : wrong > 0
                    ? t('wrong', { count: wrong })
                    : t('nothingSent')}
            </span>
            {(failure || failed > 0) && (
              <span className="preview-failure">
                <Status status="error" /> {failure || t('failed', { count: failed })}
              </span>
            )}
            <button type="button" className="btn sm" onClick={() => unpinAll(flow)}>
              {t('unpinAll')}
            </button>
          </section>
        </div>
      )}
      {writing && <PinDialog key={writing} output={writing} />}
      <WireMenu />
    </>
  );
}
