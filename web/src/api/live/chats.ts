import type { QueryClient, QueryKey } from '@tanstack/react-query';
import {
  type Chat,
  type ChatFilter,
  type Chats,
  chatKey,
  chatsKey,
  hasPinnedAbove,
  isAt,
} from '../queries/chats';
import type { LiveEvent } from './frames';
import { advance, fromEvent } from './messages';
import { refreshOnceQuiet } from './refresh';

/** What brings a message into a chat. */
export const NEW = new Set(['message.received', 'message.queued', 'message.sent']);
const CHANGED = new Set([
  'chat.updated',
  'chat.cleared',
  'chat.deleted',
  'chat.assigned',
  'chat.unassigned',
  'group.updated',
  'agent.paused',
  'agent.resumed',
]);
/** What begins a failure of a chat, and what ends it. */
const FAILURE = new Set(['agent.error', 'agent.response', 'message.failed', 'message.sent']);

/** What changes the status of a message. */
const STATUS: Record<string, LastMessage['status'] | undefined> = {
  'message.sent': 'sent',
  'message.delivered': 'delivered',
  'message.read': 'read',
  'message.failed': 'failed',
};

type LastMessage = NonNullable<Chat['lastMessage']>;

/** An event of what an answer has already is not later than so long behind it. */
const CROSSED_MS = 2_000;

export interface OpenChat {
  instance: string;
  address: string;
}

/** Keeps the lists of chats: previews, counts and order. */
export function chatChange(
  client: QueryClient,
  event: LiveEvent,
  instance: string,
  openChat: OpenChat | null,
  refresh: (key: readonly unknown[], exact?: boolean) => void,
): void {
  const addresses = [event.chatId, event.payload.chatAltId].filter(
    (one): one is string => typeof one === 'string',
  );
  if (CHANGED.has(event.type) && !isAsKnown(client, event, instance, addresses)) {
    refresh(chatsKey);
    for (const address of addresses) refresh(chatKey(instance, address));
  }
  for (const [queryKey] of client.getQueriesData<Chats>({ queryKey: chatsKey })) {
    const isOfFailures = filterOf(queryKey).show === 'failed';
    if (isOfFailures && FAILURE.has(event.type)) refresh(queryKey, true);
  }
  const content = event.payload.content as { type?: string; text?: string | null } | undefined;
  const status = STATUS[event.type];
  if (status && !content) setStatus(client, event, instance, addresses, status);
  if (!NEW.has(event.type) || !content) return;
  for (const address of addresses) {
    const queryKey = chatKey(instance, address);
    // Its first message makes the chat.
    if (client.getQueryData(queryKey) === null) refresh(queryKey);
    client.setQueryData<Chat | null>(queryKey, chat => chat && withMessage(chat, event, openChat));
  }
  for (const [queryKey, data] of client.getQueriesData<Chats>({ queryKey: chatsKey })) {
    if (!data) continue;
    const found = find(data, instance, addresses);
    if (found) {
      const changed = withMessage(found, event, openChat);
      client.setQueryData<Chats>(queryKey, replace(data, changed, filterOf(queryKey)));
      if (mayHaveCrossed(client, queryKey, data, found, timeOf(event))) {
        refreshOnceQuiet(client, queryKey);
      }
    }
    // The first message of a chat, or a chat on a page that is not loaded. A key without a filter is the
    // beginning of those with one.
    else if (mayHave(filterOf(queryKey), event, instance)) refresh(queryKey, true);
  }
}

/**
 * Whether the answer with the list and the event of a message may have crossed: it is not known then whether the
 * message is counted in it, and it would be counted twice or not at all. A message that is newer than what the
 * answer had of its chat is not in it.
 */
function mayHaveCrossed(
  client: QueryClient,
  queryKey: QueryKey,
  { pages }: Chats,
  chat: Chat,
  at: string,
): boolean {
  if (isBeingRead(client, queryKey)) return true;
  if (at > (chat.lastMessageAt ?? '')) return false;
  const since = Date.now() - CROSSED_MS;
  return pages.some(({ readAt = 0 }) => readAt > since);
}

/** A further page leaves those that are there as they are. */
function isBeingRead(client: QueryClient, queryKey: QueryKey): boolean {
  const state = client.getQueryState(queryKey);
  return state?.fetchStatus === 'fetching' && !state.fetchMeta?.fetchMore;
}

/** Marks how far the newest message of a chat is. An answer that is on its way may have the status before. */
function setStatus(
  client: QueryClient,
  event: LiveEvent,
  instance: string,
  addresses: string[],
  status: LastMessage['status'],
): void {
  const change = (chat: Chat) => withStatus(chat, event.messageId, status);
  for (const address of addresses) {
    const queryKey = chatKey(instance, address);
    client.setQueryData<Chat | null>(queryKey, chat => chat && change(chat));
  }
  for (const [queryKey, data] of client.getQueriesData<Chats>({ queryKey: chatsKey })) {
    const found = data && find(data, instance, addresses);
    if (!found) continue;
    const changed = change(found);
    if (changed !== found) client.setQueryData<Chats>(queryKey, inPlace(data, found, changed));
    if (isBeingRead(client, queryKey)) refreshOnceQuiet(client, queryKey);
  }
}

function withStatus(chat: Chat, message: string | null, status: LastMessage['status']): Chat {
  const last = chat.lastMessage;
  if (!last || last.id !== message) return chat;
  const now = status === 'failed' ? { ...last, status } : advance(last, status);
  return now === last ? chat : { ...chat, lastMessage: now };
}

function inPlace(data: Chats, chat: Chat, changed: Chat): Chats {
  const pages = data.pages.map(page => {
    if (!page.items.includes(chat)) return page;
    return { ...page, items: page.items.map(one => (one === chat ? changed : one)) };
  });
  return { ...data, pages };
}

/**
 * Whether an event of what is kept about a chat leaves it as it is shown. The page that has read a chat
 * gets that as an event like all others, with each further message: its lists need no reading for it.
 */
function isAsKnown(
  client: QueryClient,
  event: LiveEvent,
  instance: string,
  addresses: string[],
): boolean {
  if (event.type !== 'chat.updated') return false;
  const { archived, pinned, muted, mutedUntil, markedUnread, labels } = event.payload;
  const lists = client.getQueriesData<Chats>({ queryKey: chatsKey });
  const shown = lists.flatMap(([, data]) => (data ? [find(data, instance, addresses)] : []));
  if (shown.length === 0) return false;
  return shown.every(
    chat =>
      chat !== undefined &&
      chat.unreadCount === 0 &&
      chat.archived === archived &&
      chat.pinned === pinned &&
      chat.muted === muted &&
      (chat.mutedUntil ?? null) === (mutedUntil ?? null) &&
      chat.markedUnread === markedUnread &&
      chat.disappearingSeconds === event.payload.disappearingSeconds &&
      JSON.stringify(chat.labels) === JSON.stringify(labels),
  );
}

const filterOf = (key: QueryKey): ChatFilter => (key[1] as ChatFilter | undefined) ?? {};

/** Whether a chat with this message may belong to the list. A search is a list of that moment. */
function mayHave(filter: ChatFilter, event: LiveEvent, instance: string): boolean {
  if (filter.search || (filter.instance && filter.instance !== instance)) return false;
  if (filter.show && filter.show !== 'all' && filter.show !== 'unread') return false;
  const kind = event.payload.chatType;
  return !filter.kind || typeof kind !== 'string' || filter.kind === kind;
}

function find(data: Chats, instance: string, addresses: string[]): Chat | undefined {
  for (const page of data.pages) {
    const found = page.items.find(chat => addresses.some(one => isAt(chat, instance, one)));
    if (found) return found;
  }
  return undefined;
}

function timeOf(event: LiveEvent): string {
  const time = event.payload.timestamp;
  return typeof time === 'string' ? time : event.timestamp;
}

/** The chat after the message; one that is open is being read. */
export function withMessage(chat: Chat, event: LiveEvent, openChat: OpenChat | null): Chat {
  const content = event.payload.content as { type: string; text?: string | null };
  const isOpen = openChat?.instance === event.instanceId && openChat?.address === chat.externalId;
  const isUnread = event.direction === 'inbound' && !isOpen;
  const at = timeOf(event);
  // `message.queued` and `message.sent` are the same message.
  const isNew = event.type !== 'message.sent' || event.payload.fromMe === true;
  const last = lastOf(chat, event);
  // Another has followed it since it was queued.
  if (!isNew && chat.lastMessage && chat.lastMessage.id !== last.id) return chat;
  return {
    ...chat,
    lastMessage: last,
    lastMessageAt: at > (chat.lastMessageAt ?? '') ? at : (chat.lastMessageAt ?? at),
    lastMessagePreview: content.text ?? `[${content.type}]`,
    unreadCount: isUnread ? chat.unreadCount + 1 : chat.unreadCount,
    messageCount: isNew ? chat.messageCount + 1 : chat.messageCount,
  };
}

/** The message of the event; one that is known already is not set back. */
function lastOf({ lastMessage: known }: Chat, event: LiveEvent): LastMessage {
  const { id, isFromMe, source, status, sentBy = null } = fromEvent(event);
  if (known && known.id === id) return advance(known, status);
  const named = event.payload.senderName;
  const senderName = typeof named === 'string' ? named : null;
  return { id, isFromMe, source, status, senderName, sentBy };
}

/** First of the first page, as the lists are in the order of activity; below the pinned ones that are above it. */
function replace(data: Chats, chat: Chat, filter: ChatFilter): Chats {
  const isBelow = hasPinnedAbove(filter) && !chat.pinned;
  const pages = data.pages.map((page, index) => {
    const isHere = page.items.some(one => one.id === chat.id);
    if (!isHere && index > 0) return page;
    const others = isHere ? page.items.filter(one => one.id !== chat.id) : page.items;
    if (index > 0) return { ...page, items: others };
    const first = isBelow ? others.findIndex(one => !one.pinned) : 0;
    return { ...page, items: others.toSpliced(first === -1 ? others.length : first, 0, chat) };
  });
  return { ...data, pages };
}

/** No unread messages any more. */
export function setRead(client: QueryClient, instance: string, address: string): void {
  const read = (chat: Chat): Chat => ({ ...chat, unreadCount: 0, markedUnread: false });
  client.setQueryData<Chat | null>(chatKey(instance, address), chat => chat && read(chat));
  client.setQueriesData<Chats>({ queryKey: chatsKey }, data => {
    if (!data) return data;
    const change = (chat: Chat) => (isAt(chat, instance, address) ? read(chat) : chat);
    const pages = data.pages.map(page => ({ ...page, items: page.items.map(change) }));
    return { ...data, pages };
  });
}
