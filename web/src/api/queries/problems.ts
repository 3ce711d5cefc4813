import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { batchJobsKey, syncsKey } from './jobs';
import { scheduledKey } from './scheduled';
import { turnsKey } from './turns';
import { webhooksKey } from './webhooks';

const DAY_MS = 86_400_000;
/** What is older is history: it is on the page of its kind. */
const DAYS = 7;
/** As many of each kind are shown. */
const MOST = 5;
/** As many are read of what can only be read with older ones. */
const MOST_READ = 50;
/** How often what no event reports is read again. */
const AGAIN_MS = 60_000;

export const failedSendsKey = ['failed-sends'] as const;

const since = (now = Date.now()) => new Date(now - DAYS * DAY_MS).toISOString();

/** What is of the last days, the newest first. */
export function recent<T>(
  all: T[],
  at: (one: T) => string | null | undefined,
  now = Date.now(),
): T[] {
  const begin = Date.parse(since(now));
  const time = (one: T) => Date.parse(at(one) ?? '');
  return all
    .filter(one => time(one) >= begin)
    .toSorted((one, other) => time(other) - time(one))
    .slice(0, MOST);
}

export type TroubledWebhook = Schemas['ListView_WebhookEndpointView']['items'][number];

interface Reading {
  signal: AbortSignal;
}

const failed = ['failed' as const];

export const failedTurnsQuery = {
  queryKey: [...turnsKey, 'problems'],
  async queryFn({ signal }: Reading) {
    const query = { state: failed, since: since(), limit: MOST };
    return (await expectData(api.GET('/api/v2/turns', { params: { query }, signal }))).items;
  },
};

/** Those that were disabled by their failures, not by a person, and those whose deliveries fail. */
export const troubledWebhooksQuery = {
  queryKey: [...webhooksKey, 'problems'],
  async queryFn({ signal }: Reading) {
    const params = { query: { limit: 100 } };
    const page = await expectData(api.GET('/api/v2/webhook-endpoints', { params, signal }));
    return page.items.filter(one =>
      one.active ? one.failingSince != null : (one.disabledReason ?? 'manual') !== 'manual',
    );
  },
  staleTime: 0,
  refetchInterval: AGAIN_MS,
};

export const failedDeliveriesQuery = {
  queryKey: ['deliveries', 'problems'],
  async queryFn({ signal }: Reading) {
    const params = { query: { status: failed, since: since(), limit: MOST } };
    return (await expectData(api.GET('/api/v2/webhook-deliveries', { params, signal }))).items;
  },
  staleTime: 0,
  refetchInterval: AGAIN_MS,
};

export const failedSendsQuery = {
  queryKey: failedSendsKey,
  async queryFn({ signal }: Reading) {
    const query = { eventType: ['message.failed' as const], since: since(), limit: MOST };
    return (await expectData(api.GET('/api/v2/events', { params: { query }, signal }))).items;
  },
};

export const failedBatchJobsQuery = {
  queryKey: [...batchJobsKey, 'problems'],
  async queryFn({ signal }: Reading) {
    const params = { query: { status: failed, limit: MOST_READ } };
    const page = await expectData(api.GET('/api/v2/batch-jobs', { params, signal }));
    return recent(page.items, one => one.completedAt ?? one.createdAt);
  },
};

export const failedSyncsQuery = {
  queryKey: [...syncsKey, 'problems'],
  async queryFn({ signal }: Reading) {
    const params = { query: { status: failed, limit: MOST_READ } };
    const page = await expectData(api.GET('/api/v2/syncs', { params, signal }));
    return recent(page.items, one => one.finishedAt ?? one.updatedAt);
  },
};

export const failedScheduledQuery = {
  queryKey: [...scheduledKey, 'problems'],
  async queryFn({ signal }: Reading) {
    const params = { query: { status: failed, limit: MOST_READ } };
    const page = await expectData(api.GET('/api/v2/scheduled-messages', { params, signal }));
    return recent(page.items, one => one.sendAt);
  },
};
