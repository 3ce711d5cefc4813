import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type DeliveryFilter,
  deliveriesKey,
  deliveriesQuery,
  replayDeliveries,
} from '../../api/queries/deliveries';
import { Ask } from '../../components/Ask';
import { useReason } from '../../components/Failure';
import { Page } from '../../components/Page';
import { Pages } from '../../components/Pages';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { DeliveryFilters } from './DeliveryFilters';
import { DeliveryMark } from './DeliveryMark';

export function DeliveriesPage() {
  const t = useText();
  const reason = useReason();
  const may = useMay();
  const { endpoint = '' } = useSearch({ from: '/signed-in/deliveries' });
  const [chosen, setChosen] = useState<DeliveryFilter>({
    endpointId: endpoint,
    status: '',
    eventType: '',
    since: '',
    until: '',
  });
  const query = useInfiniteQuery(deliveriesQuery(chosen));
  const replay = may('webhooks:write') && (
    <Ask
      action={t('deliveries.replayAll')}
      title={t('deliveries.replayAsk')}
      text={t('deliveries.replayText')}
      run={() => replayDeliveries(chosen)}
      keys={[deliveriesKey]}
    />
  );
  return (
    <Page title={t('sections.deliveries')} actions={replay}>
      <DeliveryFilters filter={chosen} onChange={setChosen} />
      <Pages query={query} label={t('sections.deliveries')} empty={t('deliveries.empty')}>
        {delivery => (
          <Row
            title={
              <Link to="/deliveries/$id" params={{ id: delivery.id }} className="underline">
                {delivery.eventType}
              </Link>
            }
            detail={
              <>
                <When at={delivery.createdAt} /> ·{' '}
                {t('deliveries.attempts', { count: delivery.attemptCount })}
                {delivery.responseStatus ? ` · HTTP ${delivery.responseStatus}` : ''}
                {delivery.error ? ` · ${reason(delivery.error)}` : ''}
              </>
            }
            mark={<DeliveryMark status={delivery.status} />}
          />
        )}
      </Pages>
    </Page>
  );
}
