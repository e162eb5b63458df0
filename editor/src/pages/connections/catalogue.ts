import { useEffect, useState } from 'react';

import { api } from '../../api/client';
import type { Catalogue, ConnectionKind } from '../../api/types';
import { toastError } from '../../app/toasts';
import { addCatalogueTexts } from '../../i18n';

/** Kinds of connections that the server knows, with the schemas of their settings; null until they are here. */
export function useConnectionKinds(): ConnectionKind[] | null {
  const [kinds, setKinds] = useState<ConnectionKind[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    api
      .get<Catalogue>('/catalogue', { signal: stop.signal })
      .then(({ texts, connections }) => {
        addCatalogueTexts(texts);
        setKinds(connections);
      })
      .catch((error: unknown) => !stop.signal.aborted && toastError(error));
    return () => stop.abort();
  }, []);
  return kinds;
}
