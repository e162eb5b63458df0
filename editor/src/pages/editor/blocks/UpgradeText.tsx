import { useTranslation } from 'react-i18next';

import type { Upgrade } from '../../../commands/upgrade';

/** What an upgrade adds, changes and takes away, and what it keeps. */
export function UpgradeText({ plan }: { plan: Upgrade }) {
  const { t } = useTranslation('blocks');
  const rows = [
    ...plan.nodes.map((one) => ({ ...one, of: t('upgrade.node'), before: '', after: '' })),
    ...plan.parameters.map((one) => ({ ...one, of: t('upgrade.parameter') })),
  ];
  return (
    <>
      <p>{t('upgrade.text', { from: plan.from, to: plan.to, count: plan.kept })}</p>
      {rows.length > 0 && (
        <div className="pick-scroll">
          <table className="t">
            <tbody>
              {rows.map((row) => (
                <tr key={`${row.of}/${row.name}`}>
                  <td className="sec">{row.of}</td>
                  <td>{row.name}</td>
                  <td>{t(`upgrade.${row.what}`)}</td>
                  <td className="tn sec">{row.before !== row.after && `${row.before} → ${row.after}`}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length === 0 && <p className="mut">{t('upgrade.same')}</p>}
      {plan.keptValues > 0 && <p>{t('upgrade.keptValues', { count: plan.keptValues })}</p>}
      <Lost title={t('upgrade.lostWires', { count: plan.lostWires.length })} items={plan.lostWires} />
      <Lost title={t('upgrade.lostValues', { count: plan.lostValues.length })} items={plan.lostValues} />
    </>
  );
}

function Lost({ title, items }: { title: string; items: readonly string[] }) {
  if (items.length === 0) return null;
  return (
    <div className="field-warning">
      {title}
      <ul>
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </div>
  );
}
