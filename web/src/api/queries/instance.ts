// What the page of one instance asks for. Apart from `instances.ts`, which every page loads.
import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { EventType } from '../eventTypes';
import { type Agent, agentsKey } from './agents';
import { readAll } from './all';
import type { LoggedEvent } from './events';
import { type Instance, instanceKey, statusKey } from './instances';
import { pagesQuery } from './pages';
import { type Webhook, webhooksKey } from './webhooks';

export type InstanceChanges = Schemas['UpdateInstanceRequest'];
export type Passkey = Schemas['PasskeyView'];

/** An instance, and its state: a change of another state is refused. */
export interface TaggedInstance {
  instance: Instance;
  tag: string;
}

const at = (id: string) => ({ params: { path: { id } } });
const changing = (id: string, tag: string) => ({
  params: { path: { id }, header: { 'If-Match': tag } },
});

async function tagged(
  outcome: Promise<{ data?: Instance; error?: unknown; response: Response }>,
): Promise<TaggedInstance> {
  const instance = await expectData(outcome);
  const { response } = await outcome;
  return { instance, tag: response.headers.get('etag') ?? '*' };
}

/** Below the key of the instance: what makes that stale makes this stale. */
export const taggedKey = (id: string) => [...instanceKey(id), 'tagged'] as const;

export const taggedInstanceQuery = (id: string) =>
  queryOptions({
    queryKey: taggedKey(id),
    queryFn: () => tagged(api.GET('/api/v2/instances/{id}', at(id))),
  });

export const updateInstance = (id: string, tag: string, body: InstanceChanges) =>
  tagged(api.PATCH('/api/v2/instances/{id}', { ...changing(id, tag), body }));
export const deleteUnchanged = (id: string, tag: string) =>
  expectData(api.DELETE('/api/v2/instances/{id}', changing(id, tag)));
export const restartInstance = (id: string) =>
  expectData(api.POST('/api/v2/instances/{id}/restart', at(id)));

/** Replaces the secret with which other programs deliver events to the instance. */
export const createHookSecret = (id: string) =>
  expectData(api.POST('/api/v2/instances/{id}/webhook-secret', at(id)));

/** The events that are kept of a connection; offered codes are not states. */
const STATES: EventType[] = [
  'instance.connected',
  'instance.disconnected',
  'instance.restricted',
  'instance.restriction_ended',
  'instance.banned',
  'instance.logged_out',
  'instance.failed',
];

/** Below the key of the status, which the live link makes stale with each change of the connection. */
export const stateHistoryQuery = (id: string) =>
  pagesQuery<LoggedEvent>([...statusKey(id), 'history'], (page, signal) => {
    const query = { ...page, instanceId: id, eventType: STATES };
    return expectData(api.GET('/api/v2/events', { params: { query }, signal }));
  });

/** What a link waits for while the state is `passkey_required`. The next link has another challenge and code. */
export const passkeyQuery = (id: string) =>
  queryOptions({
    queryKey: [...statusKey(id), 'passkey'],
    queryFn: () => expectData(api.GET('/api/v2/instances/{id}/passkey', at(id))),
    retry: false,
    gcTime: 0,
  });

export const answerPasskey = (id: string, assertion: Record<string, never>) =>
  expectData(api.POST('/api/v2/instances/{id}/passkey', { ...at(id), body: { assertion } }));
export const confirmPasskey = (id: string) =>
  expectData(api.POST('/api/v2/instances/{id}/passkey/confirm', at(id)));

export const allAgentsQuery = queryOptions({
  queryKey: [...agentsKey, 'all'],
  queryFn: ({ signal }) =>
    readAll<Agent>(query => expectData(api.GET('/api/v2/agents', { params: { query }, signal }))),
});

export const allWebhooksQuery = queryOptions({
  queryKey: [...webhooksKey, 'all'],
  queryFn: ({ signal }) =>
    readAll<Webhook>(query =>
      expectData(api.GET('/api/v2/webhook-endpoints', { params: { query }, signal })),
    ),
});
