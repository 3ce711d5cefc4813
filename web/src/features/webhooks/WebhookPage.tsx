import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { webhookQuery } from '../../api/queries/webhooks';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { Health } from './Health';
import { WebhookActions } from './WebhookActions';
import { WebhookFacts } from './WebhookFacts';
import { WebhookMark } from './WebhookMark';
import { WebhookTester } from './WebhookTester';

export function WebhookPage() {
  const t = useText();
  const may = useMay();
  const { id } = useParams({ from: '/signed-in/webhooks/$id' });
  return (
    <Loaded title={t('sections.webhooks')} query={useQuery(webhookQuery(id))}>
      {webhook => (
        <Page
          title={webhook.description || new URL(webhook.url).host}
          actions={<WebhookMark webhook={webhook} />}
        >
          <Card title={t('webhooks.about')}>
            <WebhookFacts webhook={webhook} />
            {may('webhooks:write') && <WebhookActions webhook={webhook} />}
          </Card>
          <Health id={id} />
          {may('webhooks:write') && <WebhookTester id={id} />}
          <Link to="/deliveries" search={{ endpoint: id }} className="text-accent underline">
            {t('webhooks.deliveries')}
          </Link>
        </Page>
      )}
    </Loaded>
  );
}
