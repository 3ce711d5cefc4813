import { QueryClient } from '@tanstack/react-query';
import { beforeEach } from 'vitest';
import { type Chat, type Chats, chatsKey } from '../queries/chats';
import { type Messages, messagesKey } from '../queries/messages';
import { applyEvents } from './apply';
import type { OpenChat } from './chats';
import type { LiveEvent } from './frames';

export const INSTANCE = 'i1';
export const CHAT = '551@s.whatsapp.net';
export let client: QueryClient;
let seq = 0;

export function event(type: string, rest: Partial<LiveEvent> = {}): LiveEvent {
  seq += 1;
  return {
    type,
    payload: {},
    id: `e${seq}`,
    seq,
    timestamp: `2026-01-01T00:00:${String(seq % 60).padStart(2, '0')}.000Z`,
    instanceId: INSTANCE,
    chatId: CHAT,
    messageId: null,
    externalId: null,
    direction: null,
    ...rest,
  };
}

export const received = (id: string, text: string) =>
  event('message.received', {
    payload: { content: { type: 'text', text }, senderName: 'Ann', chatAltId: '9@lid' },
    messageId: id,
    externalId: `x-${id}`,
    direction: 'inbound',
  });

export const queued = (id: string) =>
  event('message.queued', {
    payload: { content: { type: 'text', text: 'out' }, source: 'api' },
    messageId: id,
    externalId: `x-${id}`,
    direction: 'outbound',
  });

/** What changes the status of a message, as the server sends it. */
export const status = (type: string, id: string, payload: object = {}) =>
  event(type, { messageId: id, externalId: `x-${id}`, payload: { ...payload } });

export const receipt = (type: string, id: string) => event(type, { externalId: `x-${id}` });
export const apply = (events: LiveEvent[], open: OpenChat | null = null) =>
  applyEvents(client, events, open);
export const messages = () =>
  client.getQueryData<Messages>(messagesKey(INSTANCE, CHAT))?.pages.flatMap(page => page.items) ??
  [];
export const chats = () =>
  client.getQueryData<Chats>(chatsKey)?.pages.flatMap(page => page.items) ?? [];

export function chat(id: string, externalId: string): Chat {
  return {
    id,
    externalId,
    instanceId: INSTANCE,
    unreadCount: 0,
    messageCount: 0,
    lastMessageAt: null,
  } as unknown as Chat;
}

beforeEach(() => {
  seq = 0;
  client = new QueryClient();
  // As `messagesQuery` has it.
  client.setQueryDefaults(['messages'], { structuralSharing: false });
  client.setQueryData<Messages>(messagesKey(INSTANCE, CHAT), {
    pages: [{ items: [], hasMore: false, hasNewer: false }],
    pageParams: [null],
  });
  client.setQueryData<Chats>(chatsKey, {
    pages: [{ items: [chat('c2', 'other'), chat('c1', CHAT)], rest: null }],
    pageParams: [null],
  });
});
