import { useEffect } from 'react';

import { api, path } from '../../../api/client';
import { messageOf } from '../../../api/errors';
import { useEditor } from '../../../store';
import { type Answer, pinsOf, question, usePins } from './pins';

const AFTER = 700;

/** Tries the draft again whenever it, or a pin, has changed; a question that is outdated is dropped. */
export function usePreview(): void {
  const document = useEditor((state) => state.root);
  const readOnly = useEditor((state) => state.readOnly);
  const pins = usePins((state) => pinsOf(state, document?.id));
  const seconds = usePins((state) => state.seconds);
  useEffect(() => {
    const asked = document && !readOnly ? question(pins, document.nodes) : [];
    if (!document || asked.length === 0) {
      usePins.setState({ answer: null, failure: '', asking: false });
      return;
    }
    const stop = new AbortController();
    usePins.setState({ asking: true });
    const timer = setTimeout(() => {
      api
        .post<Answer>(
          path`/flows/${document.id}/preview`,
          { document, pins: asked, seconds },
          { signal: stop.signal },
        )
        .then((answer) => usePins.setState({ answer, failure: '', asking: false }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted)
            usePins.setState({ answer: null, failure: messageOf(error), asking: false });
        });
    }, AFTER);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [document, readOnly, pins, seconds]);
}
