import { useInfiniteQuery } from '@tanstack/react-query';
import { keyAuditQuery } from '../../api/queries/keys';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

/** Every use and every change of a key, newest first. */
export function KeyAuditList({ id }: { id: string }) {
  const t = useText();
  const query = useInfiniteQuery(keyAuditQuery(id));
  return (
    <Pages query={query} label={t('keys.audit')} empty={t('keys.noAudit')}>
      {entry => (
        <Row
          title={[entry.action, entry.endpoint, entry.statusCode].filter(Boolean).join(' · ')}
          detail={
            <>
              <When at={entry.timestamp} /> ·{' '}
              {[entry.ip, entry.userAgent].filter(Boolean).join(' · ')}
            </>
          }
        />
      )}
    </Pages>
  );
}
