import { Status } from '../look/Status';

/** Why the server refused, under the fields of a form; nothing when there is no reason. */
export function Failure({ message }: { message: string }) {
  if (!message) return null;
  return (
    <p className="note-line" role="alert">
      <Status status="error" />
      {message}
    </p>
  );
}
