import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import type { PointInfo } from '../../api/types';
import { When } from '../../components/Age';
import { Value } from '../../components/Value';

interface Props {
  points: PointInfo[];
  flowNames: Record<string, string>;
  current: string | null;
  onOpen: (name: string) => void;
}

export function PointTable({ points, flowNames, current, onOpen }: Props) {
  const { t } = useTranslation('points');
  return (
    <table className="t list pt-table">
      <thead>
        <tr>
          <th scope="col">{t('column.name')}</th>
          <th scope="col">{t('column.description')}</th>
          <th scope="col" className="num">
            {t('column.value')}
          </th>
          <th scope="col">{t('column.unit')}</th>
          <th scope="col">{t('column.time')}</th>
          <th scope="col">{t('column.area')}</th>
          <th scope="col">{t('column.owner')}</th>
        </tr>
      </thead>
      <tbody>
        {points.map((point) => (
          <tr key={point.name} className={point.name === current ? 'cur' : ''}>
            <td>
              <button
                type="button"
                className="link"
                aria-expanded={point.name === current}
                onClick={() => onOpen(point.name)}
              >
                {point.name}
              </button>
            </td>
            <td className="ell pt-description" title={point.description}>
              {point.description}
            </td>
            <td className="num">
              <Value sample={point.last} look={point} />
            </td>
            <td className="u">{point.unit}</td>
            <td className="sec">
              <When time={point.last?.time} />
            </td>
            <td>{[point.area, point.device].filter(Boolean).join(' · ')}</td>
            <td>
              <Owner point={point} flowNames={flowNames} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Owner({ point, flowNames }: { point: PointInfo; flowNames: Record<string, string> }) {
  const { t } = useTranslation('points');
  if (!point.owner) return <span className="mut">{t('noOwner')}</span>;
  const { flow, node } = point.owner;
  return (
    <Link href={`/flows/${encodeURIComponent(flow)}`} className="link">
      {flowNames[flow] ?? flow} <span className="mut">{node}</span>
    </Link>
  );
}
