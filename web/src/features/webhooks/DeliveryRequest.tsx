import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { eventQuery } from '../../api/queries/events';
import { Code } from '../../components/Code';
import { Loaded } from '../../components/Loaded';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';

/** The event that the request's body is made of. */
export function DeliveryRequest({ eventId }: { eventId: string }) {
  const t = useText();
  return (
    <Card title={t('webhooks.request')}>
      <Loaded query={useQuery(eventQuery(eventId))}>{event => <Code value={event} />}</Loaded>
      <Link to="/traces/$id" params={{ id: eventId }} className="underline">
        {t('deliveries.trace')}
      </Link>
    </Card>
  );
}
