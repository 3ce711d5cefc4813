import { useQuery } from '@tanstack/react-query';
import { allWebhooksQuery } from '../../../api/queries/instance';
import { Loaded } from '../../../components/Loaded';
import { Notice } from '../../../components/Notice';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import { CreateWebhook } from '../../webhooks/CreateWebhook';
import { WebhookRow } from '../../webhooks/WebhookRow';
import { IncomingWebhook } from '../IncomingWebhook';
import type { TabProps } from '../InstancePage';

/** The endpoints that get this instance's events. */
export default function WebhooksTab({ tagged }: TabProps) {
  const t = useText();
  const may = useMay();
  const { id } = tagged.instance;
  return (
    <>
      <p className="text-quiet">{t('instance.webhooks.intro')}</p>
      {may('webhooks:write') && (
        <div>
          <CreateWebhook instance={id} />
        </div>
      )}
      <Loaded query={useQuery(allWebhooksQuery)}>
        {all => {
          const webhooks = all.filter(one => !one.instanceIds || one.instanceIds.includes(id));
          return webhooks.length === 0 ? (
            <Notice>{t('instance.webhooks.empty')}</Notice>
          ) : (
            <ul aria-label={t('instance.tabs.webhooks')} className="flex flex-col gap-2">
              {webhooks.map(webhook => (
                <WebhookRow
                  key={webhook.id}
                  webhook={webhook}
                  note={webhook.instanceIds ? undefined : t('instance.webhooks.all')}
                />
              ))}
            </ul>
          );
        }}
      </Loaded>
      <IncomingWebhook instance={tagged.instance} />
    </>
  );
}
