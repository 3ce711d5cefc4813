import { type InfiniteData, infiniteQueryOptions } from '@tanstack/react-query';
import { root } from '../../lib/root';
import { api, type Schemas } from '../client';
import { ApiFailure, expectData } from '../errors';

type Received = Schemas['MessageView'];
type Content = Received['content'];

/** What a conversation shows of a message, whether it was read from the API or arrived as an event. */
export interface Message {
  id: string;
  externalId: string;
  content: Content;
  timestamp: string;
  status: Received['status'];
  isFromMe: boolean;
  source: Received['source'];
  sender: string | null;
  quoted: Received['quoted'];
  reactions: Received['reactions'];
  editedAt: string | null;
  deletedAt: string | null;
  errorMessage: string | null;
  transcription: string | null;
}

/** Newest first, as the API sends them. */
export interface MessagePage {
  items: Message[];
  hasMore: boolean;
}

export type Messages = InfiniteData<MessagePage, string | null>;

const PAGE = 50;

export const messagesKey = (instance: string, chat: string) =>
  ['messages', instance, chat] as const;

export function fromView(view: Received): Message {
  return {
    id: view.id,
    externalId: view.externalId,
    content: view.content,
    timestamp: view.timestamp,
    status: view.status,
    isFromMe: view.isFromMe,
    source: view.source,
    sender: view.sender.displayName ?? view.sender.platformUserId,
    quoted: view.quoted ?? null,
    reactions: view.reactions,
    editedAt: view.editedAt ?? null,
    deletedAt: view.deletedAt ?? null,
    errorMessage: view.errorMessage ?? null,
    transcription: view.transcription ?? view.imageDescription ?? null,
  };
}

export const messagesQuery = (instance: string, chat: string) =>
  infiniteQueryOptions({
    queryKey: messagesKey(instance, chat),
    async queryFn({ pageParam, signal }): Promise<MessagePage> {
      const query = pageParam ? { limit: PAGE, before: pageParam } : { limit: PAGE };
      const params = { path: { id: instance, chatId: chat }, query };
      const path = '/api/v2/instances/{id}/chats/{chatId}/messages';
      try {
        const view = await expectData(api.GET(path, { params, signal }));
        return { items: view.items.map(fromView), hasMore: view.meta.hasMore };
      } catch (error) {
        // A chat exists from its first message on.
        if (error instanceof ApiFailure && error.status === 404)
          return { items: [], hasMore: false };
        throw error;
      }
    },
    initialPageParam: null as string | null,
    // Events replace what they change and nothing else: to compare all with all, for each, takes long.
    structuralSharing: false,
    getNextPageParam: page => (page.hasMore ? (page.items.at(-1)?.id ?? null) : null),
  });

/** The bytes of a message's file. Its response can run nothing: the server sends a policy with it. */
export function mediaUrl(instance: string, message: string): string {
  return new URL(`api/v2/instances/${instance}/messages/${message}/media?raw=true`, root).href;
}

/** Sends a text. A repeat with the same key sends nothing twice. */
export function sendText(instance: string, to: string, text: string, key: string) {
  return expectData(
    api.POST('/api/v2/messages', {
      params: { header: { 'Idempotency-Key': key, Prefer: 'respond-async' } },
      body: { instanceId: instance, to, text },
    }),
  );
}
