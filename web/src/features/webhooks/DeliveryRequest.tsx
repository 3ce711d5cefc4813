import { Link } from '@tanstack/react-router';
import type { DeliveryDetails } from '../../api/queries/deliveries';
import { Code } from '../../components/Code';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { readable } from './body';

/** The body of the request, which all attempts have, and the way to its event. */
export function DeliveryRequest({ delivery }: { delivery: DeliveryDetails }) {
  const t = useText();
  const may = useMay();
  const { requestBody, eventId } = delivery;
  return (
    <Card title={t('deliveries.body')}>
      {requestBody ? (
        <>
          <p className="text-quiet text-sm">{t('deliveries.bodyText')}</p>
          <Code value={readable(requestBody)} />
        </>
      ) : (
        <p className="text-quiet">{t('deliveries.bodyMissing')}</p>
      )}
      {may('events:read') && (
        <Link to="/traces/$id" params={{ id: eventId }} className="underline">
          {t('deliveries.trace')}
        </Link>
      )}
    </Card>
  );
}
