import { useTranslation } from 'react-i18next';

import { Dialog } from '../../../components/Dialog';

const KEYS = [
  ['↑ ↓', 'move'],
  ['Enter', 'open'],
  ['Space', 'tick'],
  ['A', 'ack'],
  ['S', 'shelve'],
  ['C', 'comment'],
  ['Esc', 'close'],
  ['?', 'help'],
] as const;

/** The keys of the alarm list. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('operations');
  return (
    <Dialog title={t('keys.title')} onClose={onClose} actions={null} done>
      <dl className="kv al-keys">
        {KEYS.map(([key, name]) => (
          <div key={key}>
            <dt>
              <span className="kbd">{key}</span>
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </div>
        ))}
      </dl>
      <p className="field-help">{t('keys.note')}</p>
    </Dialog>
  );
}
