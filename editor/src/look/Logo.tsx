/** The mark: a vessel that lets its content out through three nozzles. */
export function Logo() {
  return (
    <svg className="logo" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <path d="M2.5 4.5h15l-2 7.5h-11zM6.5 12v4M10 12v5.5M13.5 12v4" />
      <path className="logo-level" d="M3.6 8h12.8" />
    </svg>
  );
}
