import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { useDifference } from './useDifference';

/** What was checked before deploying, and what happens to the state of nodes. */
export function Checks() {
  const { t } = useTranslation('editor');
  const problems = useEditor((state) => state.problems);
  const setUi = useEditor((state) => state.setUi);
  const errors = problems.filter((problem) => problem.severity === 'error');
  const advice = problems.length - errors.length;
  return (
    <>
      <h4>{t('deploy.checked')}</h4>
      {errors.length === 0 ? (
        <Line ok text={advice ? t('deploy.validAdvice', { count: advice }) : t('deploy.valid')} />
      ) : (
        <div className="ln">
          <Icon name="err" />
          <span>
            {t('deploy.blocked', { count: errors.length })}
            {errors.slice(0, 3).map((problem) => (
              <small key={problem.message + problem.node}>{problem.message}</small>
            ))}
          </span>
          <button
            type="button"
            className="btn ghost sm"
            onClick={() => setUi({ drawerTab: 'problems', drawerOpen: true })}
          >
            {t('deploy.show')}
          </button>
        </div>
      )}
      <Kept />
    </>
  );
}

function Line({ ok, text, end }: { ok: boolean; text: string; end?: string }) {
  return (
    <div className="ln">
      <span className={ok ? 'good' : 'warn'}>
        <Icon name={ok ? 'check' : 'warn'} />
      </span>
      <span>{text}</span>
      <span className="r">{end}</span>
    </div>
  );
}

/** State is found by the node's id: a setting keeps it, another kind or a removal does not. */
function Kept() {
  const { t } = useTranslation('editor');
  const { nodes } = useDifference();
  const changed = nodes.filter((change) => change.what === 'changed');
  const replaced = changed.filter((change) => change.fields.some(({ field }) => field === 'kind'));
  const removed = nodes.filter((change) => change.what === 'removed');
  if (changed.length + removed.length === 0) return null;
  return (
    <>
      <h4>
        {t('deploy.state')} <span className="mut">{t('deploy.stateHint')}</span>
      </h4>
      {changed
        .filter((change) => !replaced.includes(change))
        .map((change) => (
          <Line key={change.node} ok text={change.name} end={t('deploy.kept')} />
        ))}
      {[...replaced, ...removed].map((change) => (
        <Line
          key={change.node}
          ok={false}
          text={change.name}
          end={change.what === 'removed' ? t('deploy.gone') : t('deploy.fresh')}
        />
      ))}
    </>
  );
}
