/** Parts of the editor that are fetched when they are needed, and what is said when they do not come. */

import { Component, type ComponentType, lazy, type ReactNode, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

/** A part could not be fetched: after an upgrade its file is gone, or the server is away. */
export class PartMissing extends Error {
  override name = 'PartMissing';
}

/** A component in a file of its own. */
// biome-ignore lint/suspicious/noExplicitAny: as React has it, props are those of the component.
export function late<C extends ComponentType<any>>(load: () => Promise<{ default: C }>) {
  return lazy(() =>
    load().catch((cause: unknown) => {
      throw new PartMissing(String(cause), { cause });
    }),
  );
}

interface Props {
  /** Shown until it is there. */
  fallback?: ReactNode;
  /** Another place is another chance. */
  place?: string;
  children: ReactNode;
}

/** Waits for late parts; a missing one, or one that cannot be drawn, leaves a message instead of a blank page. */
export class Late extends Component<Props, { error: Error | null; place: string | undefined }> {
  override state = { error: null, place: this.props.place };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps({ place }: Props, state: { place: string | undefined }) {
    return place === state.place ? null : { error: null, place };
  }

  override render() {
    const { fallback, children } = this.props;
    if (this.state.error) return <Missing error={this.state.error} />;
    return <Suspense fallback={fallback}>{children}</Suspense>;
  }
}

function Missing({ error }: { error: Error }) {
  const { t } = useTranslation('common');
  const missing = error instanceof PartMissing;
  return (
    <div className="empty" role="alert">
      <h2>{missing ? t('late.missing') : t('late.broken')}</h2>
      <p>{missing ? t('late.upgraded') : error.message}</p>
      <button type="button" className="btn" onClick={() => window.location.reload()}>
        {t('late.reload')}
      </button>
    </div>
  );
}
