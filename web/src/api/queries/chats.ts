import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Chat = Schemas['ChatView'];
export type ChatPage = Schemas['ListView_ChatView'];
export type Chats = InfiniteData<ChatPage, string | null>;

const PAGE = 50;

export const chatsKey = (instance: string) => ['chats', instance] as const;

/** The chats of an instance, the most recently active first. */
export const chatsQuery = (instance: string, search = '') =>
  infiniteQueryOptions({
    queryKey: [...chatsKey(instance), search],
    queryFn({ pageParam, signal }): Promise<ChatPage> {
      const query = {
        limit: PAGE,
        ...(search ? { search } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      };
      const params = { path: { id: instance }, query };
      return expectData(api.GET('/api/v2/instances/{id}/chats', { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: page => (page.meta.hasMore ? (page.meta.cursor ?? null) : null),
  });

export const agentKey = (instance: string, chat: string) => ['chat-agent', instance, chat] as const;

const at = (id: string, chatId: string) => ({ params: { path: { id, chatId } } });

export const pauseAgent = (instance: string, chat: string) =>
  expectData(
    api.POST('/api/v2/instances/{id}/chats/{chatId}/agent/pause', {
      ...at(instance, chat),
      body: {},
    }),
  );
export const resumeAgent = (instance: string, chat: string) =>
  expectData(api.POST('/api/v2/instances/{id}/chats/{chatId}/agent/resume', at(instance, chat)));
export const markRead = (instance: string, chat: string) =>
  expectData(api.PATCH('/api/v2/instances/{id}/chats/{chatId}/mark-read', at(instance, chat)));
