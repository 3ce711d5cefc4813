import type { WebhookTest } from '../../api/queries/webhooks';
import { Code } from '../../components/Code';
import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';
import { Answer } from './Answer';

export function TestResult({ result }: { result: WebhookTest }) {
  const t = useText();
  const { delivered, durationMs, request, response } = result;
  return (
    <>
      <p>
        <Mark
          tone={delivered ? 'good' : 'bad'}
          text={t(delivered ? 'webhooks.testOk' : 'webhooks.testFailed', { ms: durationMs })}
        />
      </p>
      <h3 className="font-medium">{t('webhooks.request')}</h3>
      <Code value={`POST ${request.url}`} />
      <Code value={request.headers} />
      <Code value={request.body} />
      <h3 className="font-medium">{t('webhooks.answer')}</h3>
      <Answer response={response} />
    </>
  );
}
