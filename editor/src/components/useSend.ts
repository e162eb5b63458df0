import { useState } from 'react';

import { messageOf } from '../api/errors';

interface Send {
  busy: boolean;
  /** The server's sentence on why it was refused; "" while there is none. */
  failure: string;
  send: (request: Promise<unknown>, done: () => void) => void;
}

/** Sends one request of a dialog: busy meanwhile, the refusal as a sentence after. */
export function useSend(): Send {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState('');
  const send = (request: Promise<unknown>, done: () => void) => {
    setBusy(true);
    setFailure('');
    request
      .then(done)
      .catch((error: unknown) => setFailure(messageOf(error)))
      .finally(() => setBusy(false));
  };
  return { busy, failure, send };
}
