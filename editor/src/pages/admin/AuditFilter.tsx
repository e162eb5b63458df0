import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { toastError } from '../../app/toasts';
import { SearchBox } from '../../components/SearchBox';
import { ACTIONS, type AuditWanted, SPANS } from './auditText';

interface Props {
  filter: AuditWanted;
  /** Address of the same as a file. */
  file: string;
  onChange: (part: Partial<AuditWanted>) => void;
}

/** Period, kind of action, user, text; and the export of what they leave. */
export function AuditFilter({ filter, file, onChange }: Props) {
  const { t } = useTranslation('admin');
  return (
    <>
      <select
        className="inp"
        aria-label={t('audit.period')}
        value={filter.span}
        onChange={(event) => onChange({ span: event.target.value as AuditWanted['span'] })}
      >
        {SPANS.map((span) => (
          <option key={span} value={span}>
            {t(`audit.${span}`)}
          </option>
        ))}
      </select>
      <select
        className="inp"
        aria-label={t('audit.filterAction')}
        value={filter.action}
        onChange={(event) => onChange({ action: event.target.value })}
      >
        <option value="">{t('audit.everything')}</option>
        {ACTIONS.map(({ action, name }) => (
          <option key={action} value={action}>
            {t(`audit.kinds.${name}`)}
          </option>
        ))}
      </select>
      <SearchBox
        label={t('audit.filterUser')}
        value={filter.user}
        onChange={(user) => onChange({ user })}
        width={140}
      />
      <SearchBox
        label={t('audit.search')}
        value={filter.text}
        onChange={(text) => onChange({ text })}
        width={220}
      />
      <span className="sec ad-hint">{t('audit.help')}</span>
      <span className="sp" />
      <Verify />
      <a className="btn" href={file} download>
        {t('audit.export')}
      </a>
    </>
  );
}

interface Verified {
  whole: boolean;
  break: { number: number } | null;
  number: number;
}

/** Whether an entry was changed or taken out. */
function Verify() {
  const { t } = useTranslation('admin');
  const [found, setFound] = useState<Verified | null>(null);
  const ask = () => void api.get<Verified>('/audit/verify').then(setFound).catch(toastError);
  return (
    <>
      <span role="status" className="sec ad-hint">
        {found &&
          (found.whole
            ? t('audit.whole', { count: found.number })
            : t('audit.broken', { number: found.break?.number ?? '' }))}
      </span>
      <button type="button" className="btn" onClick={ask}>
        {t('audit.verify')}
      </button>
    </>
  );
}
