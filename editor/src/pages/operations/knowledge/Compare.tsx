import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Difference, knowledgePath, restoreApproved } from '../../../api/alarmKnowledge';
import type { Json } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { useMay } from '../../../app/session';
import { toast } from '../../../app/toasts';
import { Failure } from '../../../components/Failure';
import { useSend } from '../../../components/useSend';
import { Waiting } from '../../../components/Waiting';

const keyOf = (one: Difference) => `${one.flow}/${one.node}/${one.point}/${one.setting}`;
const said = (value: Json) =>
  value === null || value === undefined
    ? '—'
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);

/** Settings that run otherwise than they were approved, and putting them back. */
export function Compare() {
  const found = useResource<{ differences: Difference[] }>(`${knowledgePath}/compare`);
  return (
    <Waiting of={found}>
      {({ differences }) => <Differences all={differences} onRestored={found.reload} />}
    </Waiting>
  );
}

function Differences({ all, onRestored }: { all: Difference[]; onRestored: () => void }) {
  const { t } = useTranslation('rationale');
  const mayRestore = useMay('engineer');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { busy, failure, send } = useSend();
  const wanted = all.filter((one) => chosen.has(keyOf(one)));
  if (all.length === 0)
    return (
      <div className="empty">
        <h2>{t('same')}</h2>
        <p>{t('sameHelp')}</p>
      </div>
    );
  const flip = (key: string) => {
    const next = new Set(chosen);
    if (!next.delete(key)) next.add(key);
    setChosen(next);
  };
  const restore = () =>
    send(restoreApproved(wanted), () => {
      toast(t('restored', { count: wanted.length }));
      setChosen(new Set());
      onRestored();
    });
  return (
    <div className="pg-list kn-compare">
      <table className="t list">
        <thead>
          <tr>
            <th scope="col">
              <span className="sr">{t('choose')}</span>
            </th>
            {(['point', 'node', 'flow', 'setting', 'approved', 'running'] as const).map((column) => (
              <th key={column} scope="col">
                {t(`column.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {all.map((one) => (
            <tr key={keyOf(one)}>
              <td>
                {mayRestore && one.setting && (
                  <input
                    type="checkbox"
                    className="check"
                    aria-label={t('chooseOne', { setting: one.setting, point: one.point || one.node })}
                    checked={chosen.has(keyOf(one))}
                    onChange={() => flip(keyOf(one))}
                  />
                )}
              </td>
              <td>{one.point}</td>
              <td>{one.node}</td>
              <td>{one.flow}</td>
              <td>{one.setting || t('gone')}</td>
              <td className="tn">{said(one.approved)}</td>
              <td className="tn">
                <b>{said(one.running)}</b>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Failure message={failure} />
      {mayRestore && (
        <footer className="side-foot">
          <span className="sec">{t('restoreHelp')}</span>
          <button type="button" className="btn prim" disabled={wanted.length === 0 || busy} onClick={restore}>
            {t('restore', { count: wanted.length })}
          </button>
        </footer>
      )}
    </div>
  );
}
