import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { keyQuery } from '../../api/queries/keys';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { KeyActions } from './KeyActions';
import { KeyAuditList } from './KeyAuditList';
import { KeyFacts } from './KeyFacts';
import { KeyMark } from './KeyMark';

export function KeyPage() {
  const t = useText();
  const { id } = useParams({ from: '/signed-in/keys/$id' });
  return (
    <Loaded title={t('sections.keys')} query={useQuery(keyQuery(id))}>
      {key => (
        <Page title={key.name} actions={<KeyMark status={key.status} />}>
          <Card title={t('keys.about')}>
            <KeyFacts apiKey={key} />
            {!key.isPrimary && key.status !== 'revoked' && <KeyActions apiKey={key} />}
          </Card>
          <Card title={t('keys.audit')}>
            <KeyAuditList id={id} />
          </Card>
        </Page>
      )}
    </Loaded>
  );
}
