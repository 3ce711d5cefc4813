import { useInfiniteQuery } from '@tanstack/react-query';
import { webhooksQuery } from '../../api/queries/webhooks';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { CreateWebhook } from './CreateWebhook';
import { WebhookRow } from './WebhookRow';

export function WebhooksPage() {
  const t = useText();
  const may = useMay();
  const query = useInfiniteQuery(webhooksQuery);
  return (
    <Page title={t('sections.webhooks')} actions={may('webhooks:write') && <CreateWebhook />}>
      <Pages query={query} label={t('sections.webhooks')} empty={t('webhooks.empty')}>
        {webhook => <WebhookRow webhook={webhook} />}
      </Pages>
    </Page>
  );
}
