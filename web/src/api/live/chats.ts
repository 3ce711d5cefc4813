import type { QueryClient } from '@tanstack/react-query';
import { type Chat, type Chats, chatsKey } from '../queries/chats';
import type { LiveEvent } from './frames';

const NEW = new Set(['message.received', 'message.queued', 'message.sent']);
const CHANGED = new Set(['chat.updated', 'chat.cleared', 'chat.deleted', 'group.updated']);

export interface OpenChat {
  instance: string;
  address: string;
}

/** Keeps the lists of chats of an instance: previews, counts and order. */
export function chatChange(
  client: QueryClient,
  event: LiveEvent,
  instance: string,
  openChat: OpenChat | null,
  refresh: (key: readonly unknown[]) => void,
): void {
  const key = chatsKey(instance);
  if (CHANGED.has(event.type)) refresh(key);
  const content = event.payload.content as { type?: string; text?: string | null } | undefined;
  if (!NEW.has(event.type) || !content) return;
  for (const [queryKey, data] of client.getQueriesData<Chats>({ queryKey: key })) {
    if (!data) continue;
    const found = find(data, event);
    // The first message of a chat, or a chat on a page that is not loaded.
    if (!found) refresh(queryKey);
    else client.setQueryData<Chats>(queryKey, replace(data, withMessage(found, event, openChat)));
  }
}

function find(data: Chats, event: LiveEvent): Chat | undefined {
  const addresses = [event.chatId, event.payload.chatAltId];
  const isIt = (chat: Chat) =>
    addresses.includes(chat.externalId) ||
    (chat.canonicalId && addresses.includes(chat.canonicalId));
  return data.pages.flatMap(page => page.items as Chat[]).find(isIt);
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
    const others = page.items.filter(one => one.id !== chat.id);
    return { ...page, items: index === 0 ? [chat, ...others] : others };
  });
  return { ...data, pages };
}

/** No unread messages any more. */
export function setRead(client: QueryClient, instance: string, address: string): void {
  client.setQueriesData<Chats>({ queryKey: chatsKey(instance) }, data => {
    if (!data) return data;
    const read = (chat: Chats['pages'][number]['items'][number]) =>
      chat.externalId === address ? { ...chat, unreadCount: 0, markedUnread: false } : chat;
    const pages = data.pages.map(page => ({ ...page, items: page.items.map(read) }));
    return { ...data, pages };
  });
}
