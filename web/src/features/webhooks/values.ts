import type { Webhook } from '../../api/queries/webhooks';
import { linesOf, pairsOf } from '../../lib/lines';

/** What the form of an endpoint asks for. */
export interface WebhookValues {
  url: string;
  description: string | null;
  events: string[];
  instanceIds: string[] | null;
  direction: 'inbound' | 'outbound' | null;
  ordering: Webhook['ordering'];
  timeoutMs: number;
  /** `null` removes a header; those that are not named stay. */
  headers: Record<string, string | null>;
}

const DEFAULT_TIMEOUT_S = 15;

/** The values of the form; throws a `LineError` where the headers cannot be read. */
export function valuesOf(fields: FormData, present?: Webhook): WebhookValues {
  const text = (name: string) => String(fields.get(name) ?? '').trim();
  const instances = fields.getAll('instance').map(String);
  const removed = fields.getAll('removed').map(name => [String(name), null] as const);
  return {
    url: text('url'),
    description: text('description') || null,
    events: linesOf(text('events')),
    instanceIds: instances.length > 0 ? instances : null,
    direction: (text('direction') || null) as WebhookValues['direction'],
    ordering: (text('ordering') || present?.ordering || 'none') as Webhook['ordering'],
    timeoutMs: Math.round((Number(text('timeout')) || DEFAULT_TIMEOUT_S) * 1000),
    headers: { ...Object.fromEntries(removed), ...pairsOf(text('headers')) },
  };
}
