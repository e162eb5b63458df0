import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { SearchBox } from '../../../components/SearchBox';
import { valueText } from '../../../form/valueText';
import { kindText } from '../../../i18n';
import type { Offer } from './CollapseDialog';

interface Props {
  offers: readonly Offer[];
  /** Names of the parameters by key of the setting; those that are ticked. */
  names: ReadonlyMap<string, string>;
  onToggle: (offer: Offer) => void;
  onRename: (key: string, to: string) => void;
}

const MANY = 12;

/** Settings of the nodes: a tick makes one a parameter. */
export function PickTable({ offers, names, onToggle, onRename }: Props) {
  const { t } = useTranslation('blocks');
  const [text, setText] = useState('');
  if (offers.length === 0) return <p className="mut">{t('collapse.noSettings')}</p>;
  const words = text.toLowerCase().split(/\s+/);
  const shown = offers.filter((offer) => {
    const all = `${offer.nodeName} ${titleOf(offer)}`.toLowerCase();
    return names.has(offer.key) || words.every((word) => all.includes(word));
  });
  return (
    <div>
      {offers.length > MANY && <SearchBox label={t('collapse.search')} value={text} onChange={setText} />}
      <div className="pick-scroll">
        <table className="t">
          <thead>
            <tr>
              <th aria-label={t('collapse.parameter')} />
              <th>{t('collapse.node')}</th>
              <th>{t('collapse.setting')}</th>
              <th>{t('collapse.value')}</th>
              <th>{t('collapse.parameter')}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((offer) => (
              <tr key={offer.key}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`${offer.nodeName} · ${titleOf(offer)}`}
                    checked={names.has(offer.key)}
                    onChange={() => onToggle(offer)}
                  />
                </td>
                <td>{offer.nodeName}</td>
                <td>{titleOf(offer)}</td>
                <td className="tn cut">{valueText(offer.field, offer.parameter.default)}</td>
                <td>
                  {names.has(offer.key) && (
                    <input
                      className="inp mono"
                      aria-label={t('collapse.nameOf', { setting: titleOf(offer) })}
                      value={names.get(offer.key)}
                      onChange={(event) => onRename(offer.key, event.target.value.trim())}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

/** "High", or "Rows 2 · High". */
function titleOf({ titles, row }: Offer): string {
  const [first = '', ...rest] = titles.map(kindText);
  return row === null ? first : [`${first} ${row + 1}`, ...rest].join(' · ');
}
