import * as z from 'zod/mini';
import type { Webhook } from '../../api/queries/webhooks';
import { lines, optional, optionalSeconds, pairs, ticked, url } from '../../forms/fields';

const DEFAULT_TIMEOUT_MS = 15_000;

const FIELDS = z.object({
  url: url(),
  description: optional(),
  events: lines(),
  /** None ticked is all of them. */
  instanceIds: ticked(),
  direction: z.enum(['', 'inbound', 'outbound']),
  ordering: z.enum(['none', 'per_chat', 'per_endpoint']),
  timeoutMs: optionalSeconds({ min: 0.1 }),
  headers: pairs(),
  removed: ticked(),
});

/** The form of an endpoint, read as what is sent. `null` removes a header; those not named stay. */
export const WEBHOOK = z.pipe(
  FIELDS,
  z.transform(({ instanceIds, direction, timeoutMs, headers, removed, ...rest }) => ({
    ...rest,
    instanceIds: instanceIds.length > 0 ? instanceIds : null,
    direction: direction || null,
    timeoutMs: timeoutMs ?? DEFAULT_TIMEOUT_MS,
    headers: {
      ...Object.fromEntries(removed.map(name => [name, null])),
      ...headers,
    } as Record<string, string | null>,
  })),
);

export type WebhookValues = z.infer<typeof WEBHOOK>;

/** What the fields have at first; `instances` are ticked of a new one. */
export function fieldsOf(
  present: Webhook | undefined,
  instances: readonly string[],
): z.input<typeof WEBHOOK> {
  return {
    url: present?.url ?? '',
    description: present?.description ?? '',
    events: present?.events.join('\n') ?? '',
    instanceIds: present ? (present.instanceIds ?? []) : [...instances],
    direction: present?.direction ?? '',
    ordering: present?.ordering ?? 'none',
    timeoutMs: String((present?.timeoutMs ?? DEFAULT_TIMEOUT_MS) / 1000),
    headers: '',
    removed: [],
  };
}
