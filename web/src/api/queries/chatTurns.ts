import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Turn = Schemas['ListView_TurnView']['items'][number];
export type TurnDetails = Schemas['TurnDetailsView'];
export type Trace = Schemas['TraceView'];
export type LoggedEvent = Schemas['EventView'];

const PAGE = 20;

export const turnsKey = (instance: string, chat: string) => ['chat-turns', instance, chat] as const;

/** The turns of a chat, newest first. */
export const turnsQuery = (instanceId: string, chatId: string) =>
  infiniteQueryOptions({
    queryKey: turnsKey(instanceId, chatId),
    queryFn({ pageParam, signal }) {
      const query = {
        instanceId,
        chatId,
        limit: PAGE,
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return expectData(api.GET('/api/v2/turns', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => (page.meta.hasMore ? (page.meta.cursor ?? null) : null),
  });

/** The turn of a message, however long ago it was: the one that asks it, or whose answer it is. */
export const turnOfQuery = (instance: string, chat: string, messageId: string) =>
  queryOptions({
    queryKey: [...turnsKey(instance, chat), 'of', messageId],
    async queryFn({ signal }): Promise<Turn | null> {
      const query = { messageId, limit: 1 };
      const page = await expectData(api.GET('/api/v2/turns', { params: { query }, signal }));
      return page.items[0] ?? null;
    },
  });

/** Below the key of the chat's turns: an event of the agent makes all of them be read anew. */
export const turnQuery = (instance: string, chat: string, id: string) =>
  queryOptions({
    queryKey: [...turnsKey(instance, chat), id],
    queryFn: ({ signal }) =>
      expectData(api.GET('/api/v2/turns/{id}', { params: { path: { id } }, signal })),
  });

/** What the agent of a turn was given. */
export const questionQuery = (turn: Turn) =>
  queryOptions({
    queryKey: [...turnsKey(turn.instanceId, turn.chatId), turn.id, 'question', turn.attempts],
    queryFn: ({ signal }) =>
      expectData(
        api.GET('/api/v2/turns/{id}/question', { params: { path: { id: turn.id } }, signal }),
      ),
  });

const AROUND_MS = 60_000;
const MOST_EVENTS = 100;

/** What was received in a chat during a turn: its trace begins there. */
export const turnEventsQuery = (chat: string, turn: Turn) =>
  queryOptions({
    queryKey: [...turnsKey(turn.instanceId, chat), turn.id, 'events', turn.updatedAt],
    async queryFn({ signal }): Promise<LoggedEvent[]> {
      const query = {
        instanceId: turn.instanceId,
        since: turn.createdAt,
        until: new Date(Date.parse(turn.endedAt ?? turn.updatedAt) + AROUND_MS).toISOString(),
        eventType: ['message.received' as const],
        limit: MOST_EVENTS,
      };
      const page = await expectData(api.GET('/api/v2/events', { params: { query }, signal }));
      const events = page.items as LoggedEvent[];
      return events.filter(event => event.canonicalChatId === turn.chatId);
    },
  });

export const traceQuery = (event: string) =>
  queryOptions({
    queryKey: ['chat-trace', event],
    queryFn: ({ signal }) =>
      expectData(api.GET('/api/v2/events/{id}/trace', { params: { path: { id: event } }, signal })),
    staleTime: 0,
  });

const at = (id: string) => ({ params: { path: { id } } });
export const retryTurn = (id: string) => expectData(api.POST('/api/v2/turns/{id}/retry', at(id)));
export const cancelTurn = (id: string) => expectData(api.POST('/api/v2/turns/{id}/cancel', at(id)));
