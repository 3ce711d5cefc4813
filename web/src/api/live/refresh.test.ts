import { expect, test, vi } from 'vitest';
import { blocklistKey } from '../queries/blocklist';
import { callsKey } from '../queries/calls';
import { type ChatFilter, type Chats, chatKey, chatsKey } from '../queries/chats';
import { turnsKey } from '../queries/chatTurns';
import { groupChangesKey } from '../queries/groupChanges';
import { notesKey } from '../queries/notes';
import { personKey, personsKey } from '../queries/persons';
import { seenPresenceKey } from '../queries/presence';
import { apply, CHAT, chat, client, event, INSTANCE, queued, received } from './fixture';

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
