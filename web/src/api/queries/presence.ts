import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

/** What the other side of a chat sees of its author. */
export type TypingKind = Schemas['TypingKind'];
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

/** What is shown later than this is over already. */
const SHOW_LIMIT_MS = 5_000;

/** Shows the other side that one types or records, or no longer does. */
export const showTyping = (instance: string, address: string, type: TypingKind) =>
  expectData(
    api.PUT('/api/v2/instances/{id}/chats/{chatId}/typing', {
      params: { path: { id: instance, chatId: address } },
      body: { type },
      signal: AbortSignal.timeout(SHOW_LIMIT_MS),
      // Its end is still sent when the page is closed.
      keepalive: true,
    }),
  );
