import { useInfiniteQuery } from '@tanstack/react-query';
import { endSession, sessionsKey, sessionsQuery } from '../../api/queries/users';
import { ActionButton } from '../../components/ActionButton';
import { Card } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

/** Where the user is signed in; each session can be ended. */
export function Sessions() {
  const t = useText();
  const query = useInfiniteQuery(sessionsQuery);
  return (
    <Card title={t('account.sessions')}>
      <Pages query={query} label={t('account.sessions')} empty={t('account.noSessions')}>
        {({ id, kind, userAgent, ip, isCurrent, lastUsedAt }) => (
          <Row
            title={userAgent ?? kind}
            detail={
              <>
                {ip} · <When at={lastUsedAt} />
                {isCurrent && ` · ${t('account.thisSession')}`}
              </>
            }
            actions={
              !isCurrent && (
                <ActionButton
                  action={t('account.endSession')}
                  run={() => endSession(id)}
                  keys={[sessionsKey]}
                />
              )
            }
          />
        )}
      </Pages>
    </Card>
  );
}
