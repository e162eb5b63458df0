import { ICONS, type IconName } from './icons';

/** An icon of the set. Decorative unless it gets a label: words carry the meaning. */
export function Icon({ name, small = false, label }: { name: IconName; small?: boolean; label?: string }) {
  const named = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <span className={small ? 'ic s12' : 'ic'} {...named}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {ICONS[name]}
      </svg>
    </span>
  );
}
