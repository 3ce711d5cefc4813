import type { ReactNode } from 'react';
import type { ChatKind } from '../../api/queries/chatFilters';
import type { Webhook } from '../../api/queries/webhooks';
import { Facts } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { ChatName } from '../events/ChatName';
import { InstanceNames } from '../instances/InstanceNames';

export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const { instanceIds, direction, failingSince, previousSecretUntil } = webhook;
  const rows: [string, ReactNode][] = [
    [t('webhooks.url'), webhook.url],
    [t('webhooks.events'), webhook.events.join(', ') || t('common.all')],
    [t('webhooks.direction'), direction ? t(`common.direction.${direction}`) : t('common.all')],
    [
      t('webhooks.instances'),
      instanceIds ? <InstanceNames key="instances" ids={instanceIds} /> : t('common.all'),
    ],
    [t('webhooks.envelope'), webhook.envelope],
    [t('webhooks.ordering'), t(`webhooks.orders.${webhook.ordering}`)],
    [t('webhooks.timeout'), webhook.timeoutMs / 1000],
    [t('webhooks.retries'), webhook.retryDelays.join(', ') || '–'],
    [t('webhooks.disableAfter'), webhook.disableAfter],
    [
      t('webhooks.chatTypes'),
      webhook.chatTypes.map(kind => t(`chats.kinds.${kind as ChatKind}`)).join(', ') ||
        t('common.all'),
    ],
    [
      t('webhooks.chat'),
      webhook.chatId ? <ChatName key="chat" id={webhook.chatId} /> : t('common.all'),
    ],
    [t('webhooks.headers'), Object.keys(webhook.headers).join(', ') || '–'],
    [t('common.created'), <When key="created" at={webhook.createdAt} />],
  ];
  if (failingSince) rows.push([t('webhooks.failingSince'), <When key="since" at={failingSince} />]);
  if (previousSecretUntil) {
    rows.push([t('webhooks.overlap'), <When key="until" at={previousSecretUntil} />]);
  }
  return <Facts rows={rows} />;
}
