import { ROLES } from '../../api/queries/users';
import { Card, Facts } from '../../components/Page';
import { useText } from '../../i18n/useText';

/** What each role may do, as the server decides it. */
export function Roles() {
  const t = useText();
  return (
    <Card title={t('users.rolesTitle')}>
      <Facts rows={ROLES.map(role => [t(`users.roles.${role}`), t(`users.roleTexts.${role}`)])} />
    </Card>
  );
}
