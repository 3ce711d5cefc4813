import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type FoundMessage = Schemas['ListView_EventView']['items'][number];

const PAGE = 30;
/** A message is in the log once as one of these. */
const TYPES = ['message.received', 'message.queued', 'message.sent'] as const;

/** The messages with these words, newest first. */
export const foundQuery = (search: string, instanceId?: string) =>
  infiniteQueryOptions({
    queryKey: ['found', search, instanceId ?? null],
    queryFn({ pageParam, signal }) {
      const query = {
        search,
        eventType: [...TYPES],
        limit: PAGE,
        ...(instanceId ? { instanceId } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return expectData(api.GET('/api/v2/events', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => (page.meta.hasMore ? (page.meta.cursor ?? null) : null),
    // What was found a while ago may have more now.
    staleTime: 30_000,
  });

/** Each message once: of one that was sent there are several events. */
export function eachOnce(events: FoundMessage[]): FoundMessage[] {
  const seen = new Set<string>();
  return events.filter(event => {
    if (!event.messageId || !event.chatId || !event.textContent || seen.has(event.messageId)) {
      return false;
    }
    seen.add(event.messageId);
    return true;
  });
}
