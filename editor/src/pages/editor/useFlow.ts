import { useEffect, useState } from 'react';

import { api, path } from '../../api/client';
import { live } from '../../api/live';
import type { Catalogue, Connection, FlowRecord } from '../../api/types';
import { useMay } from '../../app/session';
import { addCatalogueTexts } from '../../i18n';
import { useEditor } from '../../store';
import { startAutosave } from '../../store/autosave';
import { endCompare } from '../../store/compare';
import { usePoints } from '../../store/points';
import { closedPanes } from '../../store/uiSlice';
import { startValidation } from '../../store/validation';
import { startDraft } from './merge/startDraft';

/** Opens a flow: catalogue, document, live values; saves and validates while it is open. */
export function useFlow(id: string): { ready: boolean; error: unknown } {
  const [error, setError] = useState<unknown>(null);
  const [ready, setReady] = useState(false);
  const mayEdit = useMay('engineer');

  useEffect(() => {
    let gone = false;
    const stops: (() => void)[] = [];
    void usePoints.getState().load();
    void loadConnectionNames();
    Promise.all([api.get<Catalogue>('/catalogue'), api.get<FlowRecord>(path`/flows/${id}`)])
      .then(([catalogue, record]) => {
        if (gone) return;
        addCatalogueTexts(catalogue.texts);
        const { setCatalogue, open, receive } = useEditor.getState();
        useEditor.setState({ ...closedPanes, readOnly: !mayEdit, drawerTab: 'problems' });
        setCatalogue(catalogue);
        stops.push(startValidation(), startAutosave(), live.on(receive), live.watchFlow(id));
        open(record);
        stops.push(startDraft(id, mayEdit));
        setReady(true);
      })
      .catch((failure: unknown) => !gone && setError(failure));
    return () => {
      gone = true;
      endCompare();
      for (const stop of stops) stop();
    };
  }, [id, mayEdit]);

  return { ready, error };
}

async function loadConnectionNames(): Promise<void> {
  const connections = await api.get<Connection[]>('/connections').catch(() => []);
  useEditor.setState({ connectionNames: Object.fromEntries(connections.map(({ id, name }) => [id, name])) });
}
