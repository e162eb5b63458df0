import { useTranslation } from 'react-i18next';

import { useMay } from '../../app/session';
import { useFlowDialog } from './dialogs';

/** The first page of a new server: what a flow is and how to begin. */
export function NoFlows() {
  const { t } = useTranslation('flows');
  const mayEdit = useMay('engineer');
  const show = useFlowDialog((state) => state.show);
  return (
    <div className="empty pg-list fl-empty">
      <h2>{t('empty.title')}</h2>
      <p>{t('empty.what')}</p>
      <ol>
        <li>{t('empty.first')}</li>
        <li>{t('empty.second')}</li>
        <li>{t('empty.third')}</li>
      </ol>
      {mayEdit ? (
        <p className="fl-begin">
          <button type="button" className="btn prim" onClick={() => show({ kind: 'create' })}>
            {t('action.create')}
          </button>
          <button type="button" className="btn" onClick={() => show({ kind: 'example' })}>
            {t('action.example')}
          </button>
          <button type="button" className="btn" onClick={() => show({ kind: 'import' })}>
            {t('action.import')}
          </button>
        </p>
      ) : (
        <p>{t('empty.viewer')}</p>
      )}
    </div>
  );
}
