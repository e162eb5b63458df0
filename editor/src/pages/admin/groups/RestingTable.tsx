import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { api, path } from '../../../api/client';
import type { FlowSummary } from '../../../api/types';
import { toastError } from '../../../app/toasts';
import { When } from '../../../components/Age';
import { useStoppedText } from '../../editor/stopped';
import { enableFlow, restartFlow } from '../../flows/actions';
import { type Resting, useResting } from './useResting';

/** What does not work and why: culprits, flows that were given up, flows that somebody has disabled. */
export function RestingTable({ flows, onDone }: { flows: FlowSummary[]; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const resting = useResting(flows);
  return (
    <section className="ad-resting">
      <h2>{t('groups.resting')}</h2>
      {resting.length === 0 ? (
        <p className="sec">{t('groups.none')}</p>
      ) : (
        <table className="t list" aria-label={t('groups.resting')}>
          <thead>
            <tr>
              <th scope="col">{t('groups.flow')}</th>
              <th scope="col">{t('groups.node')}</th>
              <th scope="col">{t('groups.why')}</th>
              <th scope="col">{t('engine.since')}</th>
              <th scope="col">
                <span className="sr">{t('groups.do')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {resting.map((one) => (
              <Row key={`${one.flow.id}/${one.node}`} one={one} onDone={onDone} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ one, onDone }: { one: Resting; onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { whole } = useStoppedText();
  const { flow, node, stopped } = one;
  const why = stopped
    ? whole(stopped)
    : flow.disabled
      ? t('groups.disabled', { ...flow.disabled })
      : flow.problem;
  const act = () => void mend(one).then(onDone).catch(toastError);
  return (
    <tr>
      <td>
        <Link href={`/flows/${encodeURIComponent(flow.id)}`} className="link">
          {flow.name || flow.id}
        </Link>
      </td>
      <td>{node || <span className="mut">–</span>}</td>
      <td className="ad-why">{why}</td>
      <td className="sec">
        <When time={stopped?.since ?? flow.disabled?.time} seconds />
      </td>
      <td className="num">
        <button type="button" className="btn sm" onClick={act}>
          {node ? t('groups.again') : flow.disabled ? t('groups.enable') : t('groups.restart')}
        </button>
      </td>
    </tr>
  );
}

function mend({ flow, node }: Resting): Promise<unknown> {
  if (node) return api.post(path`/flows/${flow.id}/nodes/${node}/retry`, {});
  return flow.disabled ? enableFlow(flow.id) : restartFlow(flow.id);
}
