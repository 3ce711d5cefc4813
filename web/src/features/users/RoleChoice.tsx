import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries/session';
import { ROLES, type Role } from '../../api/queries/users';
import { Choice } from '../../components/Field';
import type { ChoiceField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';

/** The role of a user. Only an owner makes owners and administrators. */
export function RoleChoice({ present, field }: { present?: Role; field: ChoiceField }) {
  const t = useText();
  const own = useQuery(sessionQuery).data?.user.role;
  const given = ROLES.filter(
    role => own === 'owner' || role === 'agent' || role === 'viewer' || role === present,
  );
  return (
    <Choice
      {...field}
      label={t('users.role')}
      options={given.map(value => ({ value, text: t(`users.roles.${value}`) }))}
    />
  );
}
