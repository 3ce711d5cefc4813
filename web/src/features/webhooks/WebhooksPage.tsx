import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { webhooksQuery } from '../../api/queries/webhooks';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { CreateWebhook } from './CreateWebhook';
import { WebhookMark } from './WebhookMark';

export function WebhooksPage() {
  const t = useText();
  const may = useMay();
  const query = useInfiniteQuery(webhooksQuery);
  return (
    <Page title={t('sections.webhooks')} actions={may('webhooks:write') && <CreateWebhook />}>
      <Pages query={query} label={t('sections.webhooks')} empty={t('webhooks.empty')}>
        {webhook => (
          <Row
            title={
              <Link to="/webhooks/$id" params={{ id: webhook.id }} className="underline">
                {webhook.url}
              </Link>
            }
            detail={[webhook.description, webhook.events.join(', ') || '*']
              .filter(Boolean)
              .join(' · ')}
            mark={<WebhookMark webhook={webhook} />}
          />
        )}
      </Pages>
    </Page>
  );
}
