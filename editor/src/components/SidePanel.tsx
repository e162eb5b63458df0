import { type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../look/Icon';

interface Props {
  label: string;
  /** First line: small, beside the close button. */
  head: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** Details beside a list: Esc or the cross closes it. On a narrow window it lies over the list. */
export function SidePanel({ label, head, onClose, children }: Props) {
  const { t } = useTranslation('common');
  const panel = useRef<HTMLElement>(null);
  useEscape(onClose);
  return (
    <aside className="side" aria-label={label} ref={panel}>
      <div className="side-head">
        {head}
        <span className="sp" />
        <button type="button" className="btn ghost icon sm" aria-label={t('close')} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      {children}
    </aside>
  );
}

/** Esc closes, unless something above (a dialog, a menu) has taken the key. */
function useEscape(onClose: () => void): void {
  const close = useRef(onClose);
  close.current = onClose;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const above = document.querySelector('[role="dialog"], [role="menu"]');
      if (event.key === 'Escape' && !event.defaultPrevented && !above) close.current();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}
