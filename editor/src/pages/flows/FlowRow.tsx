import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';

import type { FlowSummary } from '../../api/types';
import { When } from '../../components/Age';
import { Icon } from '../../look/Icon';
import { Status } from '../../look/Status';
import { FlowMenu } from './FlowMenu';
import { FlowState } from './FlowState';
import { DRAGGED } from './FolderTree';

const address = (flow: FlowSummary) => `/flows/${encodeURIComponent(flow.id)}`;

interface Props {
  flow: FlowSummary;
  selected: ReadonlySet<string>;
  onSelect: (id: string) => void;
}

export function FlowRow({ flow, selected, onSelect }: Props) {
  const { t } = useTranslation('flows');
  const [, go] = useLocation();
  const on = selected.has(flow.id);
  return (
    <tr
      className={on ? 'two sel' : 'two'}
      draggable
      onDragStart={(event) =>
        event.dataTransfer.setData(DRAGGED, JSON.stringify(on ? [...selected] : [flow.id]))
      }
      onDoubleClick={() => go(address(flow))}
    >
      <td className="fl-check">
        <input
          type="checkbox"
          checked={on}
          aria-label={t('folders:select', { name: flow.name || flow.id })}
          onChange={() => onSelect(flow.id)}
        />
      </td>
      <td className="fl-name">
        {flow.locked && <Lock flow={flow} />}
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
        <Drafts flow={flow} />
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

function Lock({ flow: { locked } }: { flow: FlowSummary }) {
  const { t } = useTranslation('folders');
  const text = t('lockedBy', { by: locked?.by, why: locked?.why || '–' });
  return (
    <span className="fl-lock" title={text} role="img" aria-label={text}>
      <Icon name="lock" small />
    </span>
  );
}

/** Who has a draft. */
function Drafts({ flow: { drafts = [] } }: { flow: FlowSummary }) {
  const { t } = useTranslation('folders');
  if (drafts.length === 0) return null;
  const names = drafts.map(({ user }) => user).join(', ');
  return (
    <span className="fl-second ell" title={names}>
      {t('drafts', { names })}
    </span>
  );
}
