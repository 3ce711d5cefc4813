import {
  type InfiniteData,
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
} from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { ChatKind, Shown } from './chatFilters';
import { fill, type Inbox, readPinned, type Source, start, withAbove } from './inbox';

export type Chat = Schemas['ChatView'];
export type Chats = InfiniteData<Inbox, Source[] | null>;

const PAGE = 50;

/** Which chats a list has. */
export interface ChatFilter {
  /** One instance, or all. */
  instance?: string;
  /** Its instances are those that are asked. */
  channel?: string;
  kind?: ChatKind;
  show?: Shown;
  search?: string;
  /** `me`, `none`, or the id of a user. */
  assigned?: string;
  /** A label of the one instance. */
  label?: string;
}

export const chatsKey = ['chats'] as const;
export const chatKey = (instance: string, address: string) => ['chat', instance, address] as const;

/**
 * Whether a list has the pinned chats above the others. A search is in the order of activity, and what is put away has
 * no top.
 */
export const hasPinnedAbove = ({ search, show }: ChatFilter) =>
  !search && show !== 'pinned' && show !== 'archived';

/** The chats of these instances: the pinned ones, then the others, each the most recently active first. */
export const chatsQuery = (instances: string[], filter: ChatFilter = {}) =>
  infiniteQueryOptions({
    queryKey: [...chatsKey, filter, instances],
    async queryFn({ pageParam, signal }): Promise<Inbox> {
      const accepts = (chat: Chat) => !filter.kind || chat.chatType === filter.kind;
      // At most a page of each instance: more of them are where their activity puts them.
      const readAbove = async (instance: string) => {
        const { items } = await readChats(instance, null, filter, signal, true);
        return items.filter(accepts);
      };
      const isFirst = pageParam === null && hasPinnedAbove(filter);
      const [page, above] = await Promise.all([
        fill({
          sources: pageParam ?? start(instances),
          size: PAGE,
          read: (instance, cursor) => readChats(instance, cursor, filter, signal),
          accepts,
        }),
        isFirst ? readPinned(instances, readAbove) : [],
      ]);
      return { ...(isFirst ? withAbove(page, above) : page), readAt: Date.now() };
    },
    initialPageParam: null as Source[] | null,
    getNextPageParam: page => page.rest ?? undefined,
    structuralSharing: false,
  });

async function readChats(
  instance: string,
  cursor: string | null,
  filter: ChatFilter,
  signal: AbortSignal,
  isPinned = filter.show === 'pinned',
) {
  const query = {
    limit: PAGE,
    ...(filter.search ? { search: filter.search } : {}),
    ...(filter.show === 'unread' ? { unread: true } : {}),
    ...(filter.show === 'failed' ? { failed: true } : {}),
    ...(filter.show === 'paused' ? { paused: true } : {}),
    ...(isPinned ? { pinned: true } : {}),
    // Archived ones are put away, except from a search.
    ...(filter.show === 'archived' ? { archived: true } : filter.search ? {} : { archived: false }),
    ...(filter.assigned ? { assignedTo: filter.assigned } : {}),
    ...(filter.label ? { label: filter.label } : {}),
    ...(cursor ? { cursor } : {}),
  };
  const params = { path: { id: instance }, query };
  const page = await expectData(api.GET('/api/v2/instances/{id}/chats', { params, signal }));
  const next = page.meta.hasMore ? (page.meta.cursor ?? null) : null;
  return { items: page.items as Chat[], next };
}

/** A chat by its address: from a list, or asked for; `null` before its first message. */
export const chatQuery = (client: QueryClient, instance: string, address: string) =>
  queryOptions({
    queryKey: chatKey(instance, address),
    async queryFn({ signal }): Promise<Chat | null> {
      const params = { path: { id: instance }, query: { search: address, limit: 10 } };
      const page = await expectData(api.GET('/api/v2/instances/{id}/chats', { params, signal }));
      const chats = page.items as Chat[];
      return chats.find(chat => isAt(chat, instance, address)) ?? null;
    },
    initialData: () => findChat(client, instance, address),
  });

export const isAt = (chat: Chat, instance: string, address: string) =>
  chat.instanceId === instance &&
  (chat.externalId === address || chat.canonicalId === address || chat.id === address);

function findChat(client: QueryClient, instance: string, address: string): Chat | undefined {
  for (const [, data] of client.getQueriesData<Chats>({ queryKey: chatsKey })) {
    for (const page of data?.pages ?? []) {
      const found = page.items.find(chat => isAt(chat, instance, address));
      if (found) return found;
    }
  }
  return undefined;
}

const at = (id: string, chatId: string) => ({ params: { path: { id, chatId } } });

/** Without a duration, until it is resumed. */
export const pauseAgent = (instance: string, chat: string, durationMs?: number) =>
  expectData(
    api.POST('/api/v2/instances/{id}/chats/{chatId}/agent/pause', {
      ...at(instance, chat),
      body: durationMs ? { durationMs } : {},
    }),
  );
export const resumeAgent = (instance: string, chat: string) =>
  expectData(api.POST('/api/v2/instances/{id}/chats/{chatId}/agent/resume', at(instance, chat)));
export const markRead = (instance: string, chat: string) =>
  expectData(api.PATCH('/api/v2/instances/{id}/chats/{chatId}/mark-read', at(instance, chat)));

export const updateChat = (instance: string, chat: string, body: Schemas['UpdateChatRequest']) =>
  expectData(api.PATCH('/api/v2/instances/{id}/chats/{chatId}', { ...at(instance, chat), body }));
