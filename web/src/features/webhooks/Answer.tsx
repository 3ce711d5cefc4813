import type { WebhookTest } from '../../api/queries/webhooks';
import { Code } from '../../components/Code';
import { Notice } from '../../components/Notice';

/** What an endpoint sent back: its status, headers and body, or why there is none. */
export function Answer({ response }: { response: WebhookTest['response'] }) {
  const { status, error, headers, body } = response;
  return (
    <>
      {error && <Notice tone="bad">{error}</Notice>}
      {status && <Code value={`HTTP ${status}`} />}
      {Object.keys(headers).length > 0 && <Code value={headers} />}
      {body && <Code value={body} />}
    </>
  );
}
