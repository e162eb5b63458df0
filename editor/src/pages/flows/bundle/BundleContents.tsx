import { useTranslation } from 'react-i18next';

import type { FlowDocument } from '../../../api/types';
import type { Contents } from './actions';

interface Props {
  document: FlowDocument;
  contents: Contents;
  /** Blocks to keep in the library. */
  kept: ReadonlySet<string>;
  onKeep: (kept: ReadonlySet<string>) => void;
}

/** What a flow from elsewhere brings along, and what of it this installation lacks. */
export function BundleContents({ document, contents, kept, onKeep }: Props) {
  const { t } = useTranslation('bundle');
  const blocks = Object.entries(contents.blocks);
  const toggle = (id: string) =>
    onKeep(new Set(kept.has(id) ? [...kept].filter((one) => one !== id) : [...kept, id]));
  return (
    <>
      {blocks.length > 0 && (
        <table className="t" aria-label={t('blocks')}>
          <thead>
            <tr>
              <th>{t('block')}</th>
              <th>{t('here')}</th>
              <th>{t('keep')}</th>
            </tr>
          </thead>
          <tbody>
            {blocks.map(([id, state]) => (
              <tr key={id}>
                <td>{document.blocks?.[id]?.name || id}</td>
                <td className="sec">{t(`state.${state}`)}</td>
                <td>
                  {state !== 'same' && (
                    <input
                      type="checkbox"
                      aria-label={t('keepOne', { name: document.blocks?.[id]?.name || id })}
                      checked={kept.has(id)}
                      onChange={() => toggle(id)}
                    />
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {contents.connections.length > 0 && (
        <table className="t" aria-label={t('connections')}>
          <thead>
            <tr>
              <th>{t('connection')}</th>
              <th>{t('kind')}</th>
              <th>{t('here')}</th>
            </tr>
          </thead>
          <tbody>
            {contents.connections.map((one) => (
              <tr key={one.id}>
                <td>{one.name}</td>
                <td className="sec">{one.kind}</td>
                <td className="sec">{t(one.here ? 'isHere' : 'notHere')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {contents.unknown.length > 0 && (
        <p className="field-warning">{t('unknown', { kinds: contents.unknown.join(', ') })}</p>
      )}
    </>
  );
}
