import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { type Chat, type ChatFilter, type Chats, chatKey, chatsKey, isAt } from '../queries/chats';
import type { LiveEvent } from './frames';

const NEW = new Set(['message.received', 'message.queued', 'message.sent']);
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
    if (found)
      client.setQueryData<Chats>(queryKey, replace(data, withMessage(found, event, openChat)));
    // The first message of a chat, or a chat on a page that is not loaded. A key without a filter is the
    // beginning of those with one.
    else if (mayHave(filterOf(queryKey), event, instance)) refresh(queryKey, true);
  }
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

/** The chat after the message; one that is open is being read. */
export function withMessage(chat: Chat, event: LiveEvent, openChat: OpenChat | null): Chat {
  const content = event.payload.content as { type: string; text?: string | null };
  const isOpen = openChat?.instance === event.instanceId && openChat?.address === chat.externalId;
  const isUnread = event.direction === 'inbound' && !isOpen;
  const time = event.payload.timestamp;
  const at = typeof time === 'string' ? time : event.timestamp;
  // `message.queued` and `message.sent` are the same message.
  const isNew = event.type !== 'message.sent' || event.payload.fromMe === true;
  return {
    ...chat,
    lastMessageAt: at > (chat.lastMessageAt ?? '') ? at : (chat.lastMessageAt ?? at),
    lastMessagePreview: content.text ?? `[${content.type}]`,
    unreadCount: isUnread ? chat.unreadCount + 1 : chat.unreadCount,
    messageCount: isNew ? chat.messageCount + 1 : chat.messageCount,
  };
}

/** First of the first page: the lists are in the order of activity. */
function replace(data: Chats, chat: Chat): Chats {
  const pages = data.pages.map((page, index) => {
    const isHere = page.items.some(one => one.id === chat.id);
    if (!isHere && index > 0) return page;
    const others = isHere ? page.items.filter(one => one.id !== chat.id) : page.items;
    return { ...page, items: index === 0 ? [chat, ...others] : others };
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
