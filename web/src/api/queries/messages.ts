import { type InfiniteData, infiniteQueryOptions, type QueryClient } from '@tanstack/react-query';
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
  /** The author's address on the channel. */
  senderAddress: string | null;
  personId: string | null;
  quoted: Received['quoted'];
  /** The channel's id of the quoted message. */
  replyTo: string | null;
  reactions: Received['reactions'];
  editedAt: string | null;
  /** Earlier texts, oldest first. */
  editHistory: Received['editHistory'];
  deletedAt: string | null;
  errorMessage: string | null;
  /** Why it failed, as a stable code. */
  errorCode?: string | null | undefined;
  /** Of a voice note its words, of a picture what is on it, of a document its text. */
  transcription: string | null;
  referral: Received['referral'];
  hold: Received['hold'];
  /** The user who sent it; none of what a program, an agent or the phone has sent. */
  sentBy: Received['sentBy'];
  isStarred: boolean;
  viewOnce: boolean;
  /** From another chat. */
  isForwarded: boolean;
}

/** Newest first, as the API sends the messages before another. */
export interface MessagePage {
  items: Message[];
  /** There are older ones. */
  hasMore: boolean;
  /** There are newer ones than the first: the page is of a place in the past. */
  hasNewer: boolean;
}

/** The newest messages, or those at a place: older or newer than a message, or around it. */
export type Place = { before: string } | { after: string } | { around: string } | null;

export type Messages = InfiniteData<MessagePage, Place>;

const PAGE = 50;
/** How many pages are kept: what was left behind is read again on the way back. */
const MOST_PAGES = 20;

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
    senderAddress: view.sender.platformUserId,
    personId: view.sender.personId ?? null,
    quoted: view.quoted ?? null,
    replyTo: view.replyToExternalId ?? null,
    reactions: view.reactions,
    editedAt: view.editedAt ?? null,
    editHistory: view.editHistory,
    deletedAt: view.deletedAt ?? null,
    errorMessage: view.errorMessage ?? null,
    errorCode: view.errorCode,
    transcription: view.transcription ?? view.imageDescription ?? view.documentExtraction ?? null,
    referral: view.referral ?? null,
    hold: view.hold ?? null,
    sentBy: view.sentBy ?? null,
    isStarred: view.isStarred,
    viewOnce: view.viewOnce ?? false,
    isForwarded: view.forwarded ?? false,
  };
}

interface Query {
  limit: number;
  before?: string;
  after?: string;
}

/** Of the API: newest first, but oldest first with `after`. */
async function read(instance: string, chat: string, query: Query, signal?: AbortSignal) {
  const params = { path: { id: instance, chatId: chat }, query };
  const path = '/api/v2/instances/{id}/chats/{chatId}/messages';
  const view = await expectData(api.GET(path, { params, ...(signal ? { signal } : {}) }));
  return { items: view.items.map(fromView), hasMore: view.meta.hasMore };
}

export async function readPlace(
  instance: string,
  chat: string,
  place: Place,
  signal?: AbortSignal,
): Promise<MessagePage> {
  if (!place) {
    const page = await read(instance, chat, { limit: PAGE }, signal);
    return { ...page, hasNewer: false };
  }
  if ('before' in place) {
    const page = await read(instance, chat, { limit: PAGE, before: place.before }, signal);
    return { ...page, hasNewer: true };
  }
  if ('after' in place) {
    const page = await read(instance, chat, { limit: PAGE, after: place.after }, signal);
    return { items: page.items.reverse(), hasMore: true, hasNewer: page.hasMore };
  }
  return readAround(instance, chat, place.around, signal);
}

/** The API has the messages before and after one, but not the one itself: it is before its successor. */
async function readAround(
  instance: string,
  chat: string,
  message: string,
  signal?: AbortSignal,
): Promise<MessagePage> {
  const half = PAGE / 2;
  const newer = await read(instance, chat, { limit: half, after: message }, signal);
  const next = newer.items[0];
  if (!next) return readPlace(instance, chat, null, signal);
  const older = await read(instance, chat, { limit: half, before: next.id }, signal);
  const items = [...newer.items.reverse(), ...older.items];
  return { items, hasMore: older.hasMore, hasNewer: newer.hasMore };
}

/** A conversation, both ways from where it is opened: at its end, or at the message `around`. */
export const messagesQuery = (instance: string, chat: string, around?: string) =>
  infiniteQueryOptions({
    queryKey: messagesKey(instance, chat),
    async queryFn({ pageParam, signal }): Promise<MessagePage> {
      try {
        return await readPlace(instance, chat, pageParam, signal);
      } catch (error) {
        if (!(error instanceof ApiFailure) || error.status !== 404) throw error;
        // A message that is gone: the conversation opens at its end.
        if (pageParam && 'around' in pageParam) return readPlace(instance, chat, null, signal);
        // A chat exists from its first message on.
        return { items: [], hasMore: false, hasNewer: false };
      }
    },
    initialPageParam: (around ? { around } : null) as Place,
    maxPages: MOST_PAGES,
    // Events replace what they change and nothing else: to compare all with all, for each, takes long.
    structuralSharing: false,
    getNextPageParam: (page): Place | undefined => {
      const oldest = page.items.at(-1);
      return page.hasMore && oldest ? { before: oldest.id } : undefined;
    },
    getPreviousPageParam: (page): Place | undefined => {
      const newest = page.items[0];
      return page.hasNewer && newest ? { after: newest.id } : undefined;
    },
  });

/** Shows another place of a conversation: around a message, or its end. */
export async function showPlace(
  client: QueryClient,
  instance: string,
  chat: string,
  place: Place,
): Promise<void> {
  const queryKey = messagesKey(instance, chat);
  await client.cancelQueries({ queryKey });
  const page = await readPlace(instance, chat, place);
  client.setQueryData<Messages>(queryKey, { pages: [page], pageParams: [place] });
}

/** The file of a message. */
export const messageFile = (id: string, messageId: string): Promise<Blob> =>
  expectData(
    api.GET('/api/v2/instances/{id}/messages/{messageId}/media', {
      params: { path: { id, messageId }, query: { raw: true } },
      parseAs: 'blob',
    }),
  );

/** Where a message's file is. Its response can run nothing: the server sends a policy with it. */
export function mediaUrl(instance: string, message: string): string {
  return new URL(`api/v2/instances/${instance}/messages/${message}/media?raw=true`, root).href;
}
