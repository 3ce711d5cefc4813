import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { usersQuery } from '../../api/queries/users';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { CreateUser } from './CreateUser';
import { Roles } from './Roles';
import { UserMark } from './UserMark';

export function UsersPage() {
  const t = useText();
  const may = useMay();
  const query = useInfiniteQuery(usersQuery);
  return (
    <Page title={t('sections.users')} actions={may('users:write') && <CreateUser />}>
      <Pages query={query} label={t('sections.users')} empty={t('users.empty')}>
        {user => (
          <Row
            title={
              <Link to="/users/$id" params={{ id: user.id }} className="underline">
                {user.name}
              </Link>
            }
            detail={`${user.email} · ${t(`users.roles.${user.role}`)}`}
            mark={<UserMark status={user.status} />}
          />
        )}
      </Pages>
      <Roles />
    </Page>
  );
}
