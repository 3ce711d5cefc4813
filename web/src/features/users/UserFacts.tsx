import type { User } from '../../api/queries/users';
import { Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

export function UserFacts({ user }: { user: User }) {
  const t = useText();
  const word = (value: boolean) => t(value ? 'common.yes' : 'common.no');
  return (
    <Facts
      rows={[
        [t('signIn.email'), user.email],
        [t('users.role'), t(`users.roles.${user.role}`)],
        [t('users.operator'), word(user.isOperator)],
        [t('users.totp'), word(user.hasTotp)],
        [t('users.mustChange'), word(user.mustChangePassword)],
        [
          t('users.lastSignIn'),
          user.lastSignInAt ? <When key="in" at={user.lastSignInAt} /> : t('common.never'),
        ],
        [t('common.created'), <When key="created" at={user.createdAt} />],
      ]}
    />
  );
}
