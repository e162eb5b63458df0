import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import type { Version } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { toastError } from '../../../app/toasts';
import { SearchBox } from '../../../components/SearchBox';
import { dateTime } from '../../../flow/format';
import { useEditor } from '../../../store';
import { compare, rollBack, type What } from '../../../store/compare';
import { Drafts } from './Drafts';

/** Drafts of others, and every deploy with author, time and comment: compared with any other, or brought back. */
export function Versions() {
  const { t } = useTranslation('deploying');
  const id = useEditor((state) => state.root?.id ?? '');
  const deployed = useEditor((state) => state.deployed?.version);
  const { data, error } = useResource<Version[]>(`${path`/flows/${id}/versions`}?of=${deployed ?? 0}`);
  const [search, setSearch] = useState('');
  const [other, setOther] = useState('draft');
  if (error) return <p className="hint">{messageOf(error)}</p>;
  if (!data) return <p className="hint">{t('common:loading')}</p>;
  const words = search.toLowerCase().split(/\s+/);
  const found = data.filter((one) => {
    const text = `v${one.version} ${one.author} ${one.comment} ${dateTime(one.time)}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const target: What = other === 'draft' ? 'draft' : { version: Number(other) };
  return (
    <>
      <Drafts versions={data} />
      {data.length === 0 ? (
        <p className="hint">{t('editor:versions.none')}</p>
      ) : (
        <>
          <div className="versions-bar">
            <SearchBox label={t('versions.search')} value={search} onChange={setSearch} width={220} />
            <label>
              {t('versions.with')}{' '}
              <select className="inp" value={other} onChange={(event) => setOther(event.target.value)}>
                <option value="draft">{t('versions.draft')}</option>
                {data.map(({ version }) => (
                  <option key={version} value={version}>
                    v{version}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <Table versions={found} deployed={deployed} target={target} />
        </>
      )}
    </>
  );
}

interface TableProps {
  versions: Version[];
  deployed: number | undefined;
  /** What each is compared with. */
  target: What;
}

function Table({ versions, deployed, target }: TableProps) {
  const { t } = useTranslation('deploying');
  const readOnly = useEditor((state) => state.readOnly);
  const attempt = (work: Promise<void>) => void work.catch(toastError);
  const against = (version: number) => {
    const newer = target !== 'draft' && 'version' in target && target.version < version;
    return newer ? compare(target, { version }) : compare({ version }, target);
  };
  if (versions.length === 0) return <p className="hint">{t('versions.noneFound')}</p>;
  return (
    <table className="t">
      <thead>
        <tr>
          <th>{t('editor:versions.version')}</th>
          <th>{t('editor:versions.when')}</th>
          <th>{t('editor:versions.who')}</th>
          <th className="wide">{t('editor:versions.comment')}</th>
          <th>
            <span className="sr">{t('versions.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {versions.map(({ version, time, author, comment }) => (
          <tr key={version} className={version === deployed ? 'sel' : undefined}>
            <td className="tn">
              v{version} {version === deployed && <span className="sec">{t('versions.deployed')}</span>}
            </td>
            <td className="tn sec">{dateTime(time)}</td>
            <td>{author}</td>
            <td className="cut" title={comment}>
              {comment}
            </td>
            <td className="row-buttons">
              <button
                type="button"
                className="btn sm"
                aria-label={t('versions.compareNamed', { version })}
                onClick={() => attempt(against(version))}
              >
                {t('versions.compare')}
              </button>
              {!readOnly && (
                <button
                  type="button"
                  className="btn sm"
                  aria-label={t('compare.rollBack', { version })}
                  onClick={() => attempt(rollBack(version))}
                >
                  {t('versions.rollBack')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
