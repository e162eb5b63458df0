import { useEffect } from 'react';
import type { Catalogue, ConnectionKind } from '../../api/types';
import { useResource } from '../../api/useResource';
import { addCatalogueTexts } from '../../i18n';

/** Kinds of connections that the server knows, with the schemas of their settings. */
export function useConnectionKinds(): ConnectionKind[] | null {
  const { data } = useResource<Catalogue>('/catalogue');
  useEffect(() => {
    if (data) addCatalogueTexts(data.texts);
  }, [data]);
  return data?.connections ?? null;
}
