import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { deliveriesKey, deliveryQuery, replayDelivery } from '../../api/queries/deliveries';
import { ActionButton } from '../../components/ActionButton';
import { Loaded } from '../../components/Loaded';
import { Card, Page } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { AttemptCard } from './AttemptCard';
import { DeliveryFacts } from './DeliveryFacts';
import { DeliveryMark } from './DeliveryMark';
import { DeliveryRequest } from './DeliveryRequest';

export function DeliveryPage() {
  const t = useText();
  const may = useMay();
  const { id } = useParams({ from: '/signed-in/deliveries/$id' });
  return (
    <Loaded title={t('sections.deliveries')} query={useQuery(deliveryQuery(id))}>
      {delivery => (
        <Page title={delivery.eventType} actions={<DeliveryMark status={delivery.status} />}>
          <Card title={t('deliveries.about')}>
            <DeliveryFacts delivery={delivery} />
            <Link to="/webhooks/$id" params={{ id: delivery.endpointId }} className="underline">
              {t('deliveries.endpoint')}
            </Link>
            {may('webhooks:write') && (
              <ActionButton
                action={t('deliveries.replay')}
                run={() => replayDelivery(id)}
                keys={[deliveriesKey]}
              />
            )}
          </Card>
          <DeliveryRequest delivery={delivery} />
          {delivery.attempts.map(attempt => (
            <AttemptCard key={attempt.number} attempt={attempt} />
          ))}
        </Page>
      )}
    </Loaded>
  );
}
