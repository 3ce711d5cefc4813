import { useQuery } from '@tanstack/react-query';
import { sessionQuery } from '../../api/queries/session';
import { ROLES, type Role } from '../../api/queries/users';
import { Choice } from '../../components/Field';
import { useText } from '../../i18n/useText';

/** The role of a user. Only an owner makes owners and administrators. */
export function RoleChoice({ present }: { present?: Role }) {
  const t = useText();
  const own = useQuery(sessionQuery).data?.user.role;
  const given = ROLES.filter(
    role => own === 'owner' || role === 'agent' || role === 'viewer' || role === present,
  );
  return (
    <Choice
      label={t('users.role')}
      name="role"
      defaultValue={present ?? 'agent'}
      options={given.map(value => ({ value, text: t(`users.roles.${value}`) }))}
    />
  );
}
