import { useTranslation } from 'react-i18next';

import { api, path } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import type { FlowDocument, Version } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { toast, toastError } from '../../../app/toasts';
import { replaceDocument } from '../../../commands/change';
import { dateTime } from '../../../flow/format';
import { useEditor } from '../../../store';

/** Every deploy with author, time and comment; an old one can become the draft again. */
export function Versions() {
  const { t } = useTranslation('editor');
  const id = useEditor((state) => state.document?.id ?? '');
  const deployed = useEditor((state) => state.deployed?.version);
  const readOnly = useEditor((state) => state.readOnly);
  const { data, error } = useResource<Version[]>(path`/flows/${id}/versions`);
  const restore = (version: number) =>
    api
      .get<{ document: FlowDocument }>(path`/flows/${id}/versions/${version}`)
      .then(({ document }) => {
        const { document: now, run, seal } = useEditor.getState();
        if (!now) return;
        seal();
        run(replaceDocument(now, { ...document, id: now.id }));
        toast(t('versions.restored', { version }));
      })
      .catch((failure: unknown) => toastError(failure));
  if (error) return <p className="hint">{messageOf(error)}</p>;
  if (!data) return <p className="hint">{t('common:loading')}</p>;
  if (data.length === 0) return <p className="hint">{t('versions.none')}</p>;
  return (
    <table className="t">
      <thead>
        <tr>
          <th>{t('versions.version')}</th>
          <th>{t('versions.when')}</th>
          <th>{t('versions.who')}</th>
          <th className="wide">{t('versions.comment')}</th>
          <th aria-label={t('versions.restore')} />
        </tr>
      </thead>
      <tbody>
        {data.map((one) => (
          <tr key={one.version} className={one.version === deployed ? 'sel' : undefined}>
            <td className="tn">v{one.version}</td>
            <td className="tn sec">{dateTime(one.time)}</td>
            <td>{one.author}</td>
            <td className="cut" title={one.comment}>
              {one.comment}
            </td>
            <td>
              {!readOnly && (
                <button type="button" className="btn sm" onClick={() => void restore(one.version)}>
                  {t('versions.restore')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
