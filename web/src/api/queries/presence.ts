import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type SeenPresence = Schemas['NetworkPresenceView'];

export const seenPresenceKey = (instance: string, address: string) =>
  ['seen-presence', instance, address] as const;

/** Whether a person is online. To ask subscribes: changes arrive as events from then on. */
export const seenPresenceQuery = (instance: string, address: string) =>
  queryOptions({
    queryKey: seenPresenceKey(instance, address),
    queryFn({ signal }) {
      const params = { path: { id: instance, platformUserId: address } };
      const path = '/api/v2/instances/{id}/profile/{platformUserId}/presence';
      return expectData(api.GET(path, { params, signal }));
    },
    // It is beside the conversation: a network that does not answer is not asked twice.
    retry: false,
  });
