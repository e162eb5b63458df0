import { useTranslation } from 'react-i18next';

import type { PointInfo } from '../../api/types';
import { useMay } from '../../app/session';
import { When } from '../../components/Age';
import { SidePanel } from '../../components/SidePanel';
import { Value } from '../../components/Value';
import { PointForm } from './PointForm';
import { Owner } from './PointTable';

interface Props {
  point: PointInfo;
  flowNames: Record<string, string>;
  onClose: () => void;
  onSaved: () => void;
}

/** One point: its last value, who owns and reads it, and what is known about it. */
export function PointPanel({ point, flowNames, onClose, onSaved }: Props) {
  const { t } = useTranslation('points');
  const mayEdit = useMay('engineer');
  const readers = point.readers.map(({ flow, node }) => `${flowNames[flow] ?? flow} ${node}`);
  return (
    <SidePanel label={t('panel', { name: point.name })} onClose={onClose} head={t('point')}>
      <section>
        <h2>{point.name}</h2>
        <p className="pt-big">
          <Value sample={point.last} unit={point.unit} look={point} />
        </p>
        <dl className="kv">
          <dt>{t('column.time')}</dt>
          <dd>
            <When time={point.last?.time} />
          </dd>
          <dt>{t('column.owner')}</dt>
          <dd>
            <Owner point={point} flowNames={flowNames} />
          </dd>
          <dt>{t('readers')}</dt>
          <dd>{readers.length > 0 ? readers.join(', ') : t('noReaders')}</dd>
        </dl>
      </section>
      <PointForm key={point.name} point={point} disabled={!mayEdit} onSaved={onSaved} />
    </SidePanel>
  );
}
