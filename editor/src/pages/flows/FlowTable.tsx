import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';

import type { FlowSummary } from '../../api/types';
import { When } from '../../components/Age';
import { Status } from '../../look/Status';
import { FlowMenu } from './FlowMenu';
import { FlowState } from './FlowState';

const address = (flow: FlowSummary) => `/flows/${encodeURIComponent(flow.id)}`;

export function FlowTable({ flows }: { flows: FlowSummary[] }) {
  const { t } = useTranslation('flows');
  return (
    <div className="pg-list">
      <table className="t list fl-table">
        <thead>
          <tr>
            <th scope="col">{t('column.name')}</th>
            <th scope="col">{t('column.state')}</th>
            <th scope="col">{t('column.deployed')}</th>
            <th scope="col">{t('column.draft')}</th>
            <th scope="col">{t('column.problems')}</th>
            <th scope="col" className="num">
              {t('column.nodes')}
            </th>
            <th scope="col">
              <span className="sr">{t('column.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowRow key={flow.id} flow={flow} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FlowRow({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const [, go] = useLocation();
  return (
    <tr className="two" onDoubleClick={() => go(address(flow))}>
      <td className="fl-name">
        <Link href={address(flow)} className="link ell">
          {flow.name || flow.id}
        </Link>
        <span className="fl-second ell" title={flow.description || undefined}>
          {flow.description ? `${flow.id} · ${flow.description}` : flow.id}
        </span>
      </td>
      <td>
        <FlowState state={flow.state} />
        <Why flow={flow} />
      </td>
      <td>
        <Deployed flow={flow} />
      </td>
      <td>
        {flow.changed && (
          <span className="fl-changed" title={t('changedHelp')}>
            <i />
            {t('changed')}
          </span>
        )}
      </td>
      <td>
        {flow.problems > 0 && (
          <span className="fl-state">
            <Status status="warn" />
            {t('problems', { count: flow.problems })}
          </span>
        )}
      </td>
      <td className="num">{flow.nodes}</td>
      <td className="num">
        <FlowMenu flow={flow} />
      </td>
    </tr>
  );
}

/** Why a flow does not run as it should: who has disabled it, what is wrong, which nodes are stopped. */
function Why({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const { disabled, stopped_nodes: stopped } = flow;
  const text = disabled ? t('disabledBy', { by: disabled.by, why: disabled.why }) : flow.problem;
  return (
    <>
      {text && (
        <span className="fl-second fl-why ell" title={text}>
          {text}
        </span>
      )}
      {stopped.length > 0 && (
        <span className="fl-state fl-stopped" title={stopped.join(', ')}>
          <Status status="error" />
          <span className="ell">
            {t('stoppedNodes', { count: stopped.length, nodes: stopped.join(', ') })}
          </span>
        </span>
      )}
    </>
  );
}

function Deployed({ flow }: { flow: FlowSummary }) {
  const { t } = useTranslation('flows');
  const { deployed } = flow;
  if (!deployed) return <span className="mut">{t('never')}</span>;
  return (
    <>
      <span className="tn">{t('version', { version: deployed.version })}</span>{' '}
      <span className="sec">
        {deployed.author} · <When time={deployed.time} />
      </span>
      <span className="fl-second ell">{deployed.comment}</span>
    </>
  );
}
