import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { Channel } from './chatFilters';

export type FoundMessage = Schemas['ListView_FoundMessageView']['items'][number];

/** Where messages are searched; without any, everywhere. */
export interface FoundWhere {
  instance?: string | undefined;
  channel?: string | undefined;
  /** The id of a chat. */
  chat?: string | undefined;
}

const PAGE = 30;

/** The messages with these words, newest first. */
export const foundQuery = (search: string, { instance, channel, chat }: FoundWhere = {}) =>
  infiniteQueryOptions({
    queryKey: ['found', search, instance ?? null, channel ?? null, chat ?? null],
    queryFn({ pageParam, signal }) {
      const query = {
        query: search,
        limit: PAGE,
        ...(instance ? { instanceId: instance } : {}),
        ...(channel ? { channel: [channel as Channel] } : {}),
        ...(chat ? { chatId: chat } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      return expectData(api.GET('/api/v2/messages/search', { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => (page.meta.hasMore ? (page.meta.cursor ?? null) : null),
    // What was found a while ago may have more now.
    staleTime: 30_000,
  });

/** Each message once: it may move to a later page while they are read. */
export function eachOnce(found: FoundMessage[]): FoundMessage[] {
  const seen = new Set<string>();
  return found.filter(({ message }) => {
    if (seen.has(message.id)) return false;
    seen.add(message.id);
    return true;
  });
}
