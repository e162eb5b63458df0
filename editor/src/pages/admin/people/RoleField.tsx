import { useTranslation } from 'react-i18next';

import { ROLES } from '../../../api/people';
import type { Role } from '../../../api/types';
import { Field } from '../../../components/Field';

/** A role, with what it may do. */
export function RoleField({ value, onChange }: { value: Role; onChange: (role: Role) => void }) {
  const { t } = useTranslation('people');
  return (
    <Field label={t('role')} help={t(`may.${value}`)}>
      {(props) => (
        <select
          {...props}
          className="inp"
          value={value}
          onChange={(event) => onChange(event.target.value as Role)}
        >
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`common:role.${role}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
