import * as z from 'zod/mini';
import type { Webhook } from '../../api/queries/webhooks';
import {
  lines,
  optional,
  optionalNumber,
  optionalNumbers,
  optionalSeconds,
  pairs,
  ticked,
  url,
} from '../../forms/fields';
import type { SchemaForm } from '../../forms/useSchemaForm';

const DEFAULT_TIMEOUT_MS = 15_000;

/** The forms of requests; it is chosen once. */
export const ENVELOPES = ['omni', 'gateway', 'wassist'] as const;

const FIELDS = z.object({
  url: url(),
  description: optional(),
  events: lines(),
  /** None ticked is all of them. */
  instanceIds: ticked(),
  direction: z.enum(['', 'inbound', 'outbound']),
  ordering: z.enum(['none', 'per_chat', 'per_endpoint']),
  timeoutMs: optionalSeconds({ min: 1, max: 60 }),
  /** None ticked is all of them. */
  chatTypes: ticked(),
  /** Empty is all of them. */
  chatId: optional(),
  /** Where deliveries begin, which is chosen once; empty is with the next event. */
  since: optionalNumber({ min: 0 }),
  /** None is the schedule of the envelope. */
  retryDelays: optionalNumbers({ min: 1, max: 86_400 }),
  disableAfter: optionalNumber({ min: 0, max: 10_000 }),
  /** It is never read back: an empty field keeps it. */
  clientCertificate: optional(),
  dropCertificate: z.boolean(),
  caCertificates: optional(),
  envelope: z.enum(ENVELOPES),
  headers: pairs(),
  removed: ticked(),
});

/** The form of an endpoint, read as what is sent. `null` removes a header; those not named stay. */
export const WEBHOOK = z.pipe(
  FIELDS,
  z.transform(values => {
    const { direction, headers, removed, clientCertificate, dropCertificate, ...rest } = values;
    return {
      ...rest,
      instanceIds: rest.instanceIds.length > 0 ? rest.instanceIds : null,
      direction: direction || null,
      timeoutMs: rest.timeoutMs ?? DEFAULT_TIMEOUT_MS,
      ...(clientCertificate || dropCertificate ? { clientCertificate } : {}),
      headers: {
        ...Object.fromEntries(removed.map(name => [name, null])),
        ...headers,
      } as Record<string, string | null>,
    };
  }),
);

export type WebhookValues = z.infer<typeof WEBHOOK>;

export type WebhookSchemaForm = SchemaForm<z.input<typeof WEBHOOK>, WebhookValues>;

/** What can be changed of an endpoint: the form of its requests cannot, nor where it began. */
export function changesOf({ envelope: _, since: __, ...changes }: WebhookValues) {
  return changes;
}

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
    chatTypes: present ? [...present.chatTypes] : [],
    chatId: present?.chatId ?? '',
    since: '',
    retryDelays: present?.retryDelays.join(', ') ?? '',
    disableAfter: String(present?.disableAfter ?? ''),
    clientCertificate: '',
    dropCertificate: false,
    caCertificates: present?.caCertificates ?? '',
    envelope: present?.envelope ?? 'omni',
    headers: '',
    removed: [],
  };
}
