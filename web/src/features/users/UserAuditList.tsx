import { useInfiniteQuery } from '@tanstack/react-query';
import { userAuditQuery } from '../../api/queries/users';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

/** What was done to a user, and by whom, newest first. */
export function UserAuditList({ id }: { id: string }) {
  const t = useText();
  const query = useInfiniteQuery(userAuditQuery(id));
  return (
    <Pages query={query} label={t('users.audit')} empty={t('users.noAudit')}>
      {entry => (
        <Row
          title={[entry.action, ...entry.fields].join(' · ')}
          detail={
            <>
              <When at={entry.timestamp} /> ·{' '}
              {[entry.principal, entry.ip].filter(Boolean).join(' · ')}
            </>
          }
        />
      )}
    </Pages>
  );
}
