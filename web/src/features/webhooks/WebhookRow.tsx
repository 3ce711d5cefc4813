import { Link } from '@tanstack/react-router';
import type { Webhook } from '../../api/queries/webhooks';
import { Row } from '../../components/Row';
import { WebhookMark } from './WebhookMark';

/** An endpoint in a list; `note` is what else is shown of it there. */
export function WebhookRow({ webhook, note }: { webhook: Webhook; note?: string | undefined }) {
  const { id, url, description, events } = webhook;
  return (
    <Row
      title={
        <Link to="/webhooks/$id" params={{ id }} className="underline">
          {url}
        </Link>
      }
      detail={[description, events.join(', ') || '*', note].filter(Boolean).join(' · ')}
      mark={<WebhookMark webhook={webhook} />}
    />
  );
}
