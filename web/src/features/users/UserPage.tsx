import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { userQuery } from '../../api/queries/users';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { UserActions } from './UserActions';
import { UserAuditList } from './UserAuditList';
import { UserFacts } from './UserFacts';
import { UserMark } from './UserMark';

export function UserPage() {
  const t = useText();
  const mayChange = useMay()('users:write');
  const { id } = useParams({ from: '/signed-in/users/$id' });
  return (
    <Loaded title={t('sections.users')} query={useQuery(userQuery(id))}>
      {user => (
        <Page title={user.name} actions={<UserMark status={user.status} />}>
          <Card title={t('users.about')}>
            <UserFacts user={user} />
            {mayChange && <UserActions user={user} />}
          </Card>
          {mayChange && (
            <Card title={t('users.audit')}>
              <UserAuditList id={id} />
            </Card>
          )}
        </Page>
      )}
    </Loaded>
  );
}
