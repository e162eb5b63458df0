import type { TFunction } from 'i18next';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useAlarms } from '../../../api/alarms';
import { api } from '../../../api/client';
import type { FlowDocument } from '../../../api/types';
import { difference, type NodeChange } from '../../../flow/difference';
import {
  actionChanges,
  alarmChanges,
  type PointChanges,
  pointChanges,
  type Uses,
} from '../../../flow/impact';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';

/** What deploying does to the plant: actions to equipment first, then alarms and points. */
export function Effects() {
  const { t } = useTranslation('deploying');
  const before = useEditor((state) => state.deployedRoot);
  const after = useEditor((state) => state.root);
  const alarms = useAlarms((state) => state.alarms);
  const found = useMemo(() => (after ? difference(before, after) : null), [before, after]);
  if (!after || !found) return null;
  const sides: [FlowDocument | null, FlowDocument] = [before, after];
  const actions = actionChanges(found, sides);
  const touched = alarmChanges(found, sides, Object.values(alarms));
  const quiet = actions.every(({ equipment }) => !equipment);
  return (
    <>
      <h4>
        {t('effect')} <span className="mut">{t('effectHint')}</span>
      </h4>
      {quiet && <Row ok text={t('noEquipment')} />}
      {actions.map(({ change, equipment }) => (
        <Row
          key={change.node}
          ok={!equipment}
          text={t(`action.${equipment ? 'equipment' : 'other'}.${change.what}`, { name: change.name })}
          small={fieldNames(change)}
        />
      ))}
      {touched.map(({ change, points, standing }) => (
        <Row
          key={change.node}
          ok={standing.length === 0 && change.what !== 'removed'}
          text={
            points.length
              ? t('limits', { name: change.name, points: points.join(', ') })
              : t(`alarms.${change.what}`, { name: change.name })
          }
          small={
            standing.length
              ? t(change.what === 'removed' ? 'standingGone' : 'standing', {
                  count: standing.length,
                  points: [...new Set(standing.map(({ point }) => point))].join(', '),
                })
              : undefined
          }
        />
      ))}
      <Points before={before} after={after} />
    </>
  );
}

const fieldNames = (change: NodeChange) => change.fields.map(({ field }) => field).join(', ') || undefined;

function Row({ ok, text, small }: { ok: boolean; text: string; small?: string }) {
  return (
    <div className="ln">
      <span className={ok ? 'good' : 'warn'}>
        <Icon name={ok ? 'check' : 'warn'} />
      </span>
      <span>
        {text}
        {small && <small>{small}</small>}
      </span>
    </div>
  );
}

/** Names that are told one by one; of the others there is the number. */
const TOLD = 30;

const someOf = (names: readonly string[], t: TFunction<'deploying'>) =>
  names.length <= TOLD
    ? names.join(', ')
    : t('points.more', { names: names.slice(0, TOLD).join(', '), count: names.length - TOLD });

const KEYS = ['madeAdded', 'madeRemoved', 'readAdded', 'readRemoved'] as const;

/** Points that the flow makes values of, or reads, from now on or no longer. */
function Points({ before, after }: { before: FlowDocument | null; after: FlowDocument }) {
  const { t } = useTranslation('deploying');
  const [found, setFound] = useState<PointChanges | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    const ask = (document: FlowDocument) => api.post<Uses>('/flows/uses', document, { signal: stop.signal });
    Promise.all([before ? ask(before) : null, ask(after)])
      .then(([was, is]) => setFound(pointChanges(was, is)))
      .catch(() => undefined); // the checks above tell of a document that nobody can read
    return () => stop.abort();
  }, [before, after]);
  if (!found) return null;
  if (KEYS.every((key) => found[key].length === 0)) return <Row ok text={t('points.same')} />;
  return KEYS.filter((key) => found[key].length > 0).map((key) => (
    <Row
      key={key}
      ok={!key.endsWith('Removed')}
      text={t(`points.${key}`, { count: found[key].length })}
      small={someOf(found[key], t)}
    />
  ));
}
