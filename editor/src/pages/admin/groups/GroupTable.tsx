import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { FlowSummary, GroupState, WorkerState } from '../../../api/types';
import { When } from '../../../components/Age';
import { Status, type StatusName } from '../../../look/Status';
import { FlowState } from '../../flows/FlowState';
import { mebibytes, type Reading, readingOf, shareOf } from './load';

const LOOK: Record<WorkerState, StatusName> = { up: 'ok', starting: 'warn', down: 'error' };

interface Props {
  groups: GroupState[];
  most: number;
  flows: FlowSummary[];
}

export function GroupTable({ groups, most, flows }: Props) {
  const { t } = useTranslation('admin');
  const shares = useShares(groups);
  const byId = new Map(flows.map((flow) => [flow.id, flow]));
  return (
    <table className="t list ad-groups" aria-label={t('tab.groups')}>
      <thead>
        <tr>
          <th scope="col">{t('groups.group')}</th>
          <th scope="col">{t('engine.state')}</th>
          <th scope="col">{t('groups.flows')}</th>
          <th scope="col" className="num">
            {t('groups.processor')}
          </th>
          <th scope="col" className="num">
            {most > 0 ? t('groups.memoryOf', { most: mebibytes(most) }) : t('groups.memory')}
          </th>
          <th scope="col" className="num">
            {t('engine.restarts')}
          </th>
          <th scope="col">{t('engine.since')}</th>
        </tr>
      </thead>
      <tbody>
        {groups.map((group) => (
          <tr key={group.group} data-group={group.group}>
            <td className={group.group ? undefined : 'sec'}>{group.group || t('groups.default')}</td>
            <td>
              <span className="ad-state">
                <span aria-hidden="true">
                  <Status status={LOOK[group.state]} />
                </span>
                {t(`engine.states.${group.state}`)}
              </span>
            </td>
            <td className="ad-flows">
              {group.flows.map((id) => (
                <FlowLink key={id} id={id} flow={byId.get(id)} />
              ))}
            </td>
            <td className="num">{percent(shares.get(group.group))}</td>
            <td className="num">
              {mebibytes(group.memory)} <span className="u">MiB</span>
            </td>
            <td className="num">{group.restarts}</td>
            <td className="sec">
              <When time={group.since} seconds />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A flow of the group; its state stands beside it only when it is not simply running. */
function FlowLink({ id, flow }: { id: string; flow: FlowSummary | undefined }) {
  return (
    <span className="ad-flow">
      <Link href={`/flows/${encodeURIComponent(id)}`} className="link">
        {flow?.name || id}
      </Link>
      {flow && flow.state !== 'running' && <FlowState state={flow.state} />}
    </span>
  );
}

const percent = (share: number | null | undefined) =>
  share === null || share === undefined ? '–' : `${Math.round(share * 100)} %`;

/** Part of one core that each group took since the reading before. */
function useShares(groups: GroupState[]): ReadonlyMap<string, number | null> {
  const last = useRef(new Map<string, Reading>());
  const [shares, setShares] = useState<ReadonlyMap<string, number | null>>(new Map());
  useEffect(() => {
    const now = new Map(groups.map((group) => [group.group, readingOf(group, Date.now())]));
    const before = last.current;
    last.current = now;
    setShares((old) => {
      const fresh = [...now].map(
        ([name, reading]) => [name, shareOf(before.get(name), reading) ?? old.get(name) ?? null] as const,
      );
      return new Map(fresh);
    });
  }, [groups]);
  return shares;
}
