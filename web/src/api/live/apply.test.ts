import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, test, vi } from 'vitest';
import { blocklistKey } from '../queries/blocklist';
import { callsKey } from '../queries/calls';
import { type Chat, type ChatFilter, type Chats, chatKey, chatsKey } from '../queries/chats';
import { turnsKey } from '../queries/chatTurns';
import { groupChangesKey } from '../queries/groupChanges';
import { type Messages, messagesKey } from '../queries/messages';
import { notesKey } from '../queries/notes';
import { personKey, personsKey } from '../queries/persons';
import { seenPresenceKey } from '../queries/presence';
import { applyEvents } from './apply';
import type { OpenChat } from './chats';
import type { LiveEvent } from './frames';

const INSTANCE = 'i1';
const CHAT = '551@s.whatsapp.net';
let client: QueryClient;
let seq = 0;

function event(type: string, rest: Partial<LiveEvent> = {}): LiveEvent {
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

const received = (id: string, text: string) =>
  event('message.received', {
    payload: { content: { type: 'text', text }, senderName: 'Ann', chatAltId: '9@lid' },
    messageId: id,
    externalId: `x-${id}`,
    direction: 'inbound',
  });

const queued = (id: string) =>
  event('message.queued', {
    payload: { content: { type: 'text', text: 'out' }, source: 'api' },
    messageId: id,
    externalId: `x-${id}`,
    direction: 'outbound',
  });

const receipt = (type: string, id: string) => event(type, { externalId: `x-${id}` });
const apply = (events: LiveEvent[], open: OpenChat | null = null) =>
  applyEvents(client, events, open);
const messages = () =>
  client.getQueryData<Messages>(messagesKey(INSTANCE, CHAT))?.pages.flatMap(page => page.items) ??
  [];
const chats = () => client.getQueryData<Chats>(chatsKey)?.pages.flatMap(page => page.items) ?? [];

function chat(id: string, externalId: string): Chat {
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

test('messages are in the order of their times, each once', () => {
  const [first, second] = [received('a', 'one'), received('b', 'two')];
  apply([second, first, second]);
  expect(messages().map(message => message.content.text)).toEqual(['two', 'one']);
});

test('a message that is older than all that is loaded is left to its page', () => {
  const page = (hasMore: boolean) => ({ items: messages(), hasMore, hasNewer: false });
  const late = { ...received('b', 'late'), timestamp: '2025-01-01T00:00:00.000Z' };
  apply([received('a', 'one')]);
  const load = (hasMore: boolean) =>
    client.setQueryData<Messages>(messagesKey(INSTANCE, CHAT), {
      pages: [page(hasMore)],
      pageParams: [null],
    });
  load(true);
  apply([late]);
  expect(messages().map(message => message.id)).toEqual(['a']);
  load(false);
  apply([late]);
  expect(messages().map(message => message.id)).toEqual(['a', 'b']);
});

test('a conversation that stays open keeps a bounded number of messages, the newest', () => {
  for (let batch = 0; batch < 12; batch += 1) {
    const ids = Array.from({ length: 100 }, (_, at) => batch * 100 + at);
    apply(
      ids.map(id => ({ ...received(`m${id}`, 'x'), timestamp: new Date(id * 1000).toISOString() })),
    );
  }
  expect(messages().length).toBeLessThanOrEqual(1000);
  expect(messages()[0]?.id).toBe('m1199');
  expect(client.getQueryData<Messages>(messagesKey(INSTANCE, CHAT))?.pages[0]?.hasMore).toBe(true);
});

test('what was forwarded arrives as such', () => {
  const forwarded = received('f', 'see this');
  apply([{ ...forwarded, payload: { ...forwarded.payload, forwarded: true } }]);
  apply([received('o', 'my words')]);
  expect(messages().map(message => [message.id, message.isForwarded])).toEqual([
    ['o', false],
    ['f', true],
  ]);
});

test('a status never moves back, and the outcome of a send is one message', () => {
  apply([queued('o'), receipt('message.read', 'o'), receipt('message.delivered', 'o')]);
  expect(messages().map(message => message.status)).toEqual(['read']);
  apply([receipt('message.sent', 'o')]);
  expect(messages().map(message => message.status)).toEqual(['read']);
});

test('a failure is final and says why', () => {
  apply([
    queued('o'),
    event('message.failed', { externalId: 'x-o', payload: { error: 'no such number' } }),
    receipt('message.delivered', 'o'),
  ]);
  expect(messages()[0]).toMatchObject({ status: 'failed', errorMessage: 'no such number' });
});

test('one person has one reaction, which can be taken away', () => {
  const reaction = (type: string, emoji: string) =>
    event(type, { payload: { messageId: 'x-a', from: 'ann', emoji } });
  apply([
    received('a', 'one'),
    reaction('reaction.received', '👍'),
    reaction('reaction.received', '❤️'),
  ]);
  expect(messages()[0]?.reactions.map(one => one.emoji)).toEqual(['❤️']);
  apply([reaction('reaction.removed', '')]);
  expect(messages()[0]?.reactions).toEqual([]);
});

test('an edit replaces the text, a deletion marks the message', () => {
  const newContent = { type: 'text', text: 'new' };
  apply([
    received('a', 'old'),
    event('message.edited', { externalId: 'x-a', payload: { newContent, editedAt: 'then' } }),
  ]);
  expect(messages()[0]).toMatchObject({ content: newContent, editedAt: 'then', deletedAt: null });
  const payload = { messageId: 'x-a', from: 'ann', emoji: '👍' };
  apply([event('reaction.received', { payload }), event('message.deleted', { externalId: 'x-a' })]);
  expect(messages()[0]?.deletedAt).not.toBeNull();
  expect(messages()[0]?.reactions).toEqual([]);
});

test('what was read out of a file is shown with its message, and with no other', () => {
  apply([received('a', ''), received('b', '')]);
  const processed = (result: object) =>
    event('media.processed', { messageId: 'a', payload: { messageId: 'a', result } });
  apply([processed({ type: 'transcription', content: 'see you at five', language: 'en' })]);
  const shown = () => messages().map(message => [message.id, message.transcription]);
  expect(shown()).toEqual([
    ['b', null],
    ['a', 'see you at five'],
  ]);
  apply([processed({ type: 'transcription' })]);
  expect(shown()[1]).toEqual(['a', 'see you at five']);
});

test('a star shows when it is set, and goes when it is taken away', () => {
  const starred = (isSet: boolean) =>
    event('message.starred', { externalId: 'x-a', payload: { starred: isSet } });
  apply([received('a', 'one'), starred(true)]);
  expect(messages()[0]?.isStarred).toBe(true);
  apply([starred(false)]);
  expect(messages()[0]?.isStarred).toBe(false);
});

test('a chat with a new message moves up and counts it as unread, unless it is open', () => {
  apply([received('a', 'hello')]);
  expect(chats().map(one => one.id)).toEqual(['c1', 'c2']);
  expect(chats()[0]).toMatchObject({ unreadCount: 1, lastMessagePreview: 'hello' });
  apply([received('b', 'again')], { instance: 'i2', address: CHAT });
  expect(chats()[0]?.unreadCount).toBe(2);
  apply([received('c', 'and again')], { instance: INSTANCE, address: CHAT });
  expect(chats()[0]).toMatchObject({ unreadCount: 2, lastMessagePreview: 'and again' });
});

test('a message moves a chat to the top of its own: pinned ones stay above the others', () => {
  const list = [
    { ...chat('p1', 'first'), pinned: true },
    { ...chat('p2', CHAT), pinned: true },
    chat('c3', 'third'),
    chat('c4', 'fourth'),
  ];
  const set = (key: readonly unknown[]) =>
    client.setQueryData<Chats>(key, { pages: [{ items: list, rest: null }], pageParams: [null] });
  const search: ChatFilter = { search: 'x' };
  set(chatsKey);
  set([...chatsKey, search, []]);
  apply([{ ...received('a', 'hello'), chatId: 'fourth' }, received('b', 'hello')]);
  expect(chats().map(one => one.id)).toEqual(['p2', 'p1', 'c4', 'c3']);
  const found = client.getQueryData<Chats>([...chatsKey, search, []])?.pages[0]?.items;
  expect(found?.map(one => one.id)).toEqual(['p2', 'c4', 'p1', 'c3']);
});

/** What changes the status of a message, as the server sends it. */
const status = (type: string, id: string, payload: object = {}) =>
  event(type, { messageId: id, externalId: `x-${id}`, payload: { ...payload } });

test('a row shows who wrote last, and how far an own message is, without being read anew', () => {
  client.setQueryData(chatKey(INSTANCE, CHAT), chat('c1', CHAT));
  const last = () => chats().find(one => one.id === 'c1')?.lastMessage;
  apply([received('a', 'hello')]);
  expect(last()).toMatchObject({ id: 'a', isFromMe: false, senderName: 'Ann' });
  apply([queued('o')]);
  expect(last()).toMatchObject({ id: 'o', isFromMe: true, source: 'api', status: 'queued' });
  apply([status('message.delivered', 'o')]);
  // The acknowledgement may be later than the receipt, and has the message.
  const content = { type: 'text', text: 'out' };
  apply([{ ...status('message.sent', 'o', { content, source: 'api' }), direction: 'outbound' }]);
  expect(last()?.status).toBe('delivered');
  apply([status('message.read', 'o')]);
  expect(last()?.status).toBe('read');
  expect(client.getQueryData<Chat>(chatKey(INSTANCE, CHAT))?.lastMessage?.status).toBe('read');
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(false);
});

test('who sent a message is shown at once, and what an event lacks of it is kept', () => {
  const sentBy = { type: 'user', id: 'u1', name: 'Ann' };
  const content = { type: 'text', text: 'out' };
  const by = (event: LiveEvent, name: string | null) => ({
    ...event,
    payload: { ...event.payload, sentBy: { ...sentBy, name } },
  });
  const sent = {
    ...status('message.sent', 'o', { content, source: 'api' }),
    direction: 'outbound',
  };
  apply([by(queued('o'), 'Ann'), by(sent, null)]);
  expect(messages().map(one => [one.status, one.sentBy])).toEqual([['sent', sentBy]]);
  expect(chats().find(one => one.id === 'c1')?.lastMessage?.sentBy).toEqual(sentBy);
  apply([queued('p')]);
  expect(messages()[0]?.sentBy).toBeNull();
});

test('a row shows that its newest message failed, and nothing of those before it', () => {
  const last = () => chats().find(one => one.id === 'c1')?.lastMessage;
  apply([queued('o'), status('message.failed', 'o', { error: 'refused' })]);
  expect(last()?.status).toBe('failed');
  apply([status('message.delivered', 'o')]);
  expect(last()?.status).toBe('failed');
  apply([received('a', 'hello'), status('message.failed', 'o'), status('message.read', 'o')]);
  expect(last()).toMatchObject({ id: 'a', status: 'received' });
  const content = { type: 'text', text: 'out' };
  apply([{ ...status('message.sent', 'o', { content }), direction: 'outbound' }]);
  expect(chats()[0]).toMatchObject({ lastMessagePreview: 'hello', lastMessage: { id: 'a' } });
});

test('a chat that no list has makes it be read anew', () => {
  apply([{ ...received('a', 'hello'), chatId: 'new' }]);
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(true);
});

test.each(['agent.paused', 'agent.resumed'])('%s is shown wherever it was made', type => {
  client.setQueryData(chatKey(INSTANCE, CHAT), chat('c1', CHAT));
  apply([event(type)]);
  expect(client.getQueryState(chatKey(INSTANCE, CHAT))?.isInvalidated).toBe(true);
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(true);
});

test('the chats with a failure are read anew when an answer fails, and only those', () => {
  const ofFailures = [...chatsKey, { show: 'failed' } satisfies ChatFilter, [INSTANCE]];
  client.setQueryData<Chats>(ofFailures, {
    pages: [{ items: [], rest: null }],
    pageParams: [null],
  });
  apply([event('agent.error')]);
  expect(client.getQueryState(ofFailures)?.isInvalidated).toBe(true);
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(false);
});

test('a place in the past stays as it is when newer messages arrive', () => {
  apply([received('a', 'one')]);
  client.setQueryData<Messages>(messagesKey(INSTANCE, CHAT), {
    pages: [{ items: messages(), hasMore: true, hasNewer: true }],
    pageParams: [{ around: 'a' }],
  });
  apply([received('b', 'two')]);
  expect(messages().map(message => message.id)).toEqual(['a']);
});

test('an edit keeps the text that it replaced', () => {
  const newContent = { type: 'text', text: 'new' };
  apply([
    received('a', 'old'),
    event('message.edited', { externalId: 'x-a', payload: { newContent } }),
  ]);
  expect(messages()[0]?.editHistory.map(edit => edit.text)).toEqual(['old']);
});

test('a list is read anew only if the chat may belong to it', () => {
  client.removeQueries({ queryKey: chatsKey });
  const key = (filter: ChatFilter) => [...chatsKey, filter, []];
  const filters: ChatFilter[] = [
    {},
    { show: 'unread' },
    { instance: 'i2' },
    { search: 'x' },
    { kind: 'group' },
    { show: 'archived' },
  ];
  for (const filter of filters) {
    client.setQueryData<Chats>(key(filter), {
      pages: [{ items: [], rest: null }],
      pageParams: [null],
    });
  }
  const message = received('a', 'hello');
  apply([{ ...message, chatId: 'new', payload: { ...message.payload, chatType: 'dm' } }]);
  const stale = filters.map(filter => client.getQueryState(key(filter))?.isInvalidated);
  expect(stale).toEqual([true, true, false, false, false, false]);
});

test('an assignment and a note make what shows them be read anew, and nothing else', () => {
  const notes = notesKey(INSTANCE, CHAT);
  client.setQueryData(notes, { pages: [], pageParams: [] });
  const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  apply([event('chat.note_changed', { payload: { action: 'created', noteId: 'n' } })]);
  expect([isStale(notes), isStale(chatsKey)]).toEqual([true, false]);
  client.setQueryData(notes, { pages: [], pageParams: [] });
  apply([event('chat.assigned', { payload: { userId: 'u' } })]);
  expect([isStale(notes), isStale(chatsKey)]).toEqual([false, true]);
});

test('presence is kept of someone whose presence is shown, and of no one else', () => {
  const online = () => event('presence.online', { payload: { userId: CHAT, lastSeen: null } });
  apply([online()]);
  expect(client.getQueryData(seenPresenceKey(INSTANCE, CHAT))).toBeUndefined();
  const known = { platformUserId: CHAT, online: null, lastSeenAt: null };
  client.setQueryData(seenPresenceKey(INSTANCE, CHAT), known);
  apply([online()]);
  expect(client.getQueryData(seenPresenceKey(INSTANCE, CHAT))).toMatchObject({ online: true });
  const lastSeen = '2026-01-01T00:00:00.000Z';
  apply([event('presence.offline', { payload: { userId: CHAT, lastSeen } })]);
  expect(client.getQueryData(seenPresenceKey(INSTANCE, CHAT))).toMatchObject({
    online: false,
    lastSeenAt: lastSeen,
  });
});

test('a change of the blocklist makes it be read anew', () => {
  client.setQueryData(blocklistKey(INSTANCE), []);
  apply([event('blocklist.changed', { chatId: null, payload: { blocked: [CHAT] } })]);
  expect(client.getQueryState(blocklistKey(INSTANCE))?.isInvalidated).toBe(true);
});

test('what happens to a group is read anew', () => {
  const part = [...groupChangesKey(INSTANCE), 'c1', { since: null, until: null }];
  client.setQueryData(part, []);
  apply([event('group.participants', { payload: { action: 'joined', participants: ['ann'] } })]);
  expect(client.getQueryState(part)?.isInvalidated).toBe(true);
});

test('a message that is sent makes the turns of its chat be read anew: it may be part of an answer', () => {
  const isStale = (chat: string) => client.getQueryState(turnsKey(INSTANCE, chat))?.isInvalidated;
  for (const chat of [CHAT, 'other']) client.setQueryData(turnsKey(INSTANCE, chat), []);
  apply([queued('o')]);
  expect([isStale(CHAT), isStale('other')]).toEqual([true, false]);
});

test('each state of a turn makes the turns of its chat be read anew, and the turn that is open', () => {
  const one = [...turnsKey(INSTANCE, CHAT), 't1'];
  const keys = [turnsKey(INSTANCE, CHAT), one, turnsKey(INSTANCE, 'other'), turnsKey('i2', CHAT)];
  for (const key of keys) client.setQueryData(key, []);
  apply([event('agent.turn_changed', { seq: null, payload: { turnId: 't1', state: 'running' } })]);
  const isStale = (key: readonly unknown[]) => client.getQueryState(key)?.isInvalidated;
  expect(keys.map(isStale)).toEqual([true, true, false, false]);
});

test('a call makes the calls be read anew', () => {
  client.setQueryData(callsKey(INSTANCE), []);
  apply([event('call.ended', { payload: { callId: 'k', outcome: 'missed' } })]);
  expect(client.getQueryState(callsKey(INSTANCE))?.isInvalidated).toBe(true);
});

test('the lists are read anew for a chat that another has read, and not for one that is read here', () => {
  const state = { archived: false, pinned: false, muted: false, markedUnread: false, labels: [] };
  const show = (unreadCount: number) =>
    client.setQueryData<Chats>(chatsKey, {
      pages: [{ items: [{ ...chat('c1', CHAT), ...state, unreadCount }], rest: null }],
      pageParams: [null],
    });
  const read = () => event('chat.updated', { payload: { chatId: CHAT, ...state } });
  show(0);
  apply([read()]);
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(false);
  show(3);
  apply([read()]);
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(true);
});

test('a list that was read as a message arrived is read again: it may have counted it already', () => {
  vi.useFakeTimers();
  const isStale = () => client.getQueryState(chatsKey)?.isInvalidated;
  const load = (readAt: number, lastMessageAt: string) =>
    client.setQueryData<Chats>(chatsKey, {
      pages: [{ items: [{ ...chat('c1', CHAT), lastMessageAt }], rest: null, readAt }],
      pageParams: [null],
    });
  const [first, second, third] = [received('a', '1'), received('b', '2'), received('c', '3')];
  load(Date.now() - 60_000, first.timestamp);
  apply([first]);
  expect(isStale()).toBe(false);
  // The answer has only older ones of the chat.
  load(Date.now(), first.timestamp);
  apply([second]);
  expect(isStale()).toBe(false);
  load(Date.now(), third.timestamp);
  apply([third]);
  expect(isStale()).toBe(false);
  vi.advanceTimersByTime(2_000);
  expect(isStale()).toBe(true);
  vi.useRealTimers();
});

test('the merging of persons is of no instance, and makes them be read anew all the same', () => {
  const list = [...personsKey, 'list', ''];
  client.setQueryData(list, { pages: [], pageParams: [] });
  apply([event('identity.merged', { instanceId: null, chatId: null })]);
  expect(client.getQueryState(list)?.isInvalidated).toBe(true);
});

test('a message makes the timeline of its person be read anew, and of no other', () => {
  const timeline = (id: string) => [...personKey(id), 'timeline'];
  const isStale = (id: string) => client.getQueryState(timeline(id))?.isInvalidated;
  for (const id of ['ann', 'bob']) client.setQueryData(timeline(id), { pages: [], pageParams: [] });
  apply([{ ...received('a', 'hello'), personId: 'ann' }]);
  expect([isStale('ann'), isStale('bob')]).toEqual([true, false]);
  // The server does not always know whose message it is.
  apply([queued('o')]);
  expect(isStale('bob')).toBe(true);
});
