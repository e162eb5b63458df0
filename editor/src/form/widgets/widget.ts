import type { Json } from '../../api/types';
import type { Path } from '../../commands/paths';
import type { Field } from '../schema';

export interface WidgetProps {
  id: string;
  field: Field;
  path: Path;
  value: Json | undefined;
  invalid: boolean;
  describedBy?: string;
}

export const asText = (value: Json | undefined): string =>
  value === undefined || value === null
    ? ''
    : typeof value === 'object'
      ? JSON.stringify(value)
      : String(value);
