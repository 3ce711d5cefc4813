import type { ReactNode } from 'react';
import type { Delivery } from '../../api/queries/deliveries';
import { Facts } from '../../components/Page';
import { Reason } from '../../components/Reason';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';

export function DeliveryFacts({ delivery }: { delivery: Delivery }) {
  const t = useText();
  const { nextAttemptAt, endedAt, error } = delivery;
  const rows: [string, ReactNode][] = [
    ['webhook-id', delivery.id],
    [t('common.created'), <When key="created" at={delivery.createdAt} />],
    [t('deliveries.replays'), delivery.replays],
  ];
  if (nextAttemptAt) rows.push([t('deliveries.next'), <When key="next" at={nextAttemptAt} />]);
  if (endedAt) rows.push([t('deliveries.ended'), <When key="ended" at={endedAt} />]);
  if (error) rows.push([t('deliveries.error'), <Reason key="error" error={error} />]);
  return <Facts rows={rows} />;
}
