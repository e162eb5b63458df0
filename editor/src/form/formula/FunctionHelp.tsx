import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FunctionInfo } from '../../api/types';
import { allFunctions } from './completion';
import { shown } from './words';

/** What the function at the caret does, in which units, with an example and its result. */
export function FunctionHelp({ name }: { name: string }) {
  const { t, i18n } = useTranslation('fields');
  const [all, setAll] = useState<FunctionInfo[]>([]);
  const [wanted, setWanted] = useState('');
  useEffect(() => void allFunctions().then(setAll), []);
  // Two may have one name: the average of some points, and of one over time.
  const found = all.filter((one) => (wanted ? one.name.includes(wanted.toLowerCase()) : one.name === name));
  return (
    <aside className="fn-help" aria-label={t('formula.help')}>
      <input
        className="inp"
        type="search"
        aria-label={t('formula.search', { count: all.length })}
        placeholder={t('formula.search', { count: all.length })}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {found.slice(0, 30).map((one) => (
        <Info key={one.signature} info={one} zh={i18n.language === 'zh'} />
      ))}
      {!wanted && !found.length && <p className="mut">{t('formula.noFunction')}</p>}
    </aside>
  );
}

function Info({ info, zh }: { info: FunctionInfo; zh: boolean }) {
  const { t } = useTranslation('fields');
  return (
    <section>
      <h4 className="fn-signature">{info.signature}</h4>
      <p>{zh ? info.summary_zh || info.summary : info.summary}</p>
      {info.example && (
        <div className="fn-example">
          <code>{info.example}</code>
          <div>= {shown(info.result)}</div>
        </div>
      )}
      {info.units && (
        <p>
          <b>{t('formula.unitsHead')}</b> {info.units}
        </p>
      )}
    </section>
  );
}
