import { deliveriesKey } from '../../api/queries/deliveries';
import { testWebhook } from '../../api/queries/webhooks';
import { Button } from '../../components/Button';
import { Card } from '../../components/Page';
import { Refused } from '../../components/Refused';
import { useAction } from '../../components/useAction';
import { useText } from '../../i18n/useText';
import { TestResult } from './TestResult';

/** Sends a test now, and shows what was sent and what was received. */
export function WebhookTester({ id }: { id: string }) {
  const t = useText();
  const test = useAction<void, Awaited<ReturnType<typeof testWebhook>>>(
    () => testWebhook(id),
    [deliveriesKey],
  );
  return (
    <Card title={t('webhooks.test')}>
      <p className="text-quiet">{t('webhooks.testText')}</p>
      <Button className="self-start" isBusy={test.isPending} onClick={() => test.mutate()}>
        {t('webhooks.testNow')}
      </Button>
      <Refused error={test.error} />
      <div role="status" className="flex flex-col gap-3">
        {test.data && <TestResult result={test.data} />}
      </div>
    </Card>
  );
}
