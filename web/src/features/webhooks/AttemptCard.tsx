import type { DeliveryAttempt } from '../../api/queries/deliveries';
import { Code } from '../../components/Code';
import { Card } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { Answer } from './Answer';

/** One request of a delivery: where it was sent with which headers, and what was answered. */
export function AttemptCard({ attempt }: { attempt: DeliveryAttempt }) {
  const t = useText();
  const { number, durationMs, at, request, response } = attempt;
  return (
    <Card title={t('deliveries.attempt', { number, ms: durationMs })}>
      <p className="text-quiet">
        <When at={at} />
      </p>
      <h3 className="font-medium">{t('deliveries.sent')}</h3>
      {request ? (
        <>
          <Code value={`POST ${request.url}`} />
          <Code value={request.headers} />
        </>
      ) : (
        <p className="text-quiet">{t('deliveries.notKept')}</p>
      )}
      <h3 className="font-medium">{t('webhooks.answer')}</h3>
      <Answer response={response} />
    </Card>
  );
}
