import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';

import type { BlockUse } from '../../../api/blocks';
import { path } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import { useResource } from '../../../api/useResource';
import { Dialog } from '../../../components/Dialog';
import { useFlowNames } from '../../../components/useFlowNames';

/** Every flow that uses the block, and its version of it, in the draft and in what runs. */
export function UsedDialog({ block, onClose }: { block: string; onClose: () => void }) {
  const { t } = useTranslation('blocks');
  const [, go] = useLocation();
  const names = useFlowNames();
  const { data, error } = useResource<BlockUse[]>(path`/blocks/${block}/used`);
  return (
    <Dialog title={t('used.title', { name: block })} wide done onClose={onClose} actions={null}>
      {error ? <p className="field-error">{messageOf(error)}</p> : null}
      {data?.length === 0 && <p className="mut">{t('used.none')}</p>}
      {data && data.length > 0 && (
        <div className="pick-scroll">
          <table className="t">
            <thead>
              <tr>
                <th>{t('used.flow')}</th>
                <th>{t('used.node')}</th>
                <th>{t('used.version')}</th>
                <th>{t('used.where')}</th>
              </tr>
            </thead>
            <tbody>
              {data.map((use) => (
                <tr key={`${use.flow}/${use.node}/${use.deployed}`}>
                  <td>
                    <button
                      type="button"
                      className="btn ghost sm"
                      onClick={() => {
                        onClose();
                        go(`/flows/${encodeURIComponent(use.flow)}`);
                      }}
                    >
                      {names[use.flow] ?? use.flow}
                    </button>
                  </td>
                  <td>{use.node}</td>
                  <td className="tn">v{use.version}</td>
                  <td className="sec">{t(use.deployed ? 'used.deployed' : 'used.draft')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Dialog>
  );
}
