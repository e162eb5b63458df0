/** What the server asks of a first administrator, checked here so that nobody has to send a form to learn it. */

export const SHORTEST_PASSWORD = 10;
export const LONGEST_PASSWORD = 200;
export const LONGEST_NAME = 64;

export interface SetupFields {
  token: string;
  name: string;
  password: string;
  again: string;
}

/** A key of the namespace `signin` for every field that is not right yet. */
export function setupErrors(fields: SetupFields): Partial<Record<keyof SetupFields, string>> {
  const errors: Partial<Record<keyof SetupFields, string>> = {};
  if (!fields.token.trim()) errors.token = 'setup.error.token';
  if (!fields.name.trim() || fields.name.length > LONGEST_NAME) errors.name = 'setup.error.name';
  if (fields.password.length < SHORTEST_PASSWORD) errors.password = 'setup.error.short';
  else if (fields.password.length > LONGEST_PASSWORD) errors.password = 'setup.error.long';
  else if (fields.password === fields.name) errors.password = 'setup.error.same';
  if (fields.again !== fields.password) errors.again = 'setup.error.again';
  return errors;
}
