import { expect, test } from 'vitest';
import type { Call } from '../../../api/queries/calls';
import type { GroupChange } from '../../../api/queries/groupChanges';
import type { Message } from '../../../api/queries/messages';
import type { Note } from '../../../api/queries/notes';
import { callsWithin, firstUnread, needsNotes, notesBetween, rowsOf } from './rows';

const message = (id: string, day: number, rest: Partial<Message> = {}) =>
  ({
    externalId: id,
    timestamp: new Date(2026, 0, day, 12).toISOString(),
    isFromMe: false,
    sender: 'Ann',
    ...rest,
  }) as Message;

const keys = (messages: Message[], unread: Parameters<typeof rowsOf>[0]['unread'] = null) =>
  rowsOf({ messages, hasSenders: true, unread, outgoing: [] }).map(row => row.key);

test('each day has a separator, whose key stays when older messages are loaded', () => {
  const later = [message('b', 2), message('c', 2)];
  expect(keys(later)).toEqual(['day 2026-1-2', 'b', 'c']);
  expect(keys([message('a', 1), ...later])).toEqual([
    'day 2026-1-1',
    'a',
    'day 2026-1-2',
    'b',
    'c',
  ]);
});

test('what is new begins at a marker', () => {
  const messages = [message('a', 1), message('own', 1, { isFromMe: true }), message('b', 1)];
  const unread = firstUnread(messages, 2);
  expect(unread).toEqual({ externalId: 'a', count: 2 });
  expect(keys(messages, unread)).toEqual(['day 2026-1-1', 'unread', 'a', 'own', 'b']);
  expect(firstUnread(messages, 0)).toBeNull();
  expect(firstUnread(messages, 9)).toBeNull();
});

test('a sender is named once in a row', () => {
  const messages = [message('a', 1), message('b', 1), message('c', 1, { sender: 'Bob' })];
  const rows = rowsOf({ messages, hasSenders: true, unread: null, outgoing: [] });
  const shown = rows.map(row => row.type === 'message' && row.showsSender);
  expect(shown).toEqual([false, true, false, true]);
});

test('in a chat with one person a user is named once in a row, and no one else', () => {
  const by = (id: string) => ({
    isFromMe: true,
    sentBy: { type: 'user' as const, id, name: `name of ${id}` },
  });
  const messages = [
    message('a', 1),
    message('b', 1, by('u1')),
    message('c', 1, by('u1')),
    message('d', 1, by('u2')),
    message('e', 1, { isFromMe: true, sentBy: null }),
    message('f', 1, by('u2')),
  ];
  const rows = rowsOf({ messages, hasSenders: false, unread: null, outgoing: [] });
  const shown = rows.flatMap(row => (row.type === 'message' && row.showsSender ? [row.key] : []));
  expect(shown).toEqual(['b', 'd', 'f']);
});

const note = (id: string, day: number, hour: number) =>
  ({ id, createdAt: new Date(2026, 0, day, hour).toISOString() }) as Note;

test('a note is between the messages of its time, also on a day without messages', () => {
  const messages = [message('a', 1), message('b', 3)];
  const notes = [note('early', 1, 9), note('late', 1, 18), note('alone', 2, 9), note('new', 4, 9)];
  const rows = rowsOf({ messages, notes, hasSenders: false, unread: null, outgoing: [] });
  expect(rows.map(row => row.key)).toEqual([
    'day 2026-1-1',
    'note early',
    'a',
    'note late',
    'day 2026-1-2',
    'note alone',
    'day 2026-1-3',
    'b',
    'day 2026-1-4',
    'note new',
  ]);
});

test('notes of a part that is not loaded are left out', () => {
  const messages = [message('a', 2), message('b', 3)];
  const newestFirst = [note('after', 4, 9), note('within', 2, 18), note('before', 1, 9)];
  const ids = (hasOlder: boolean, hasNewer: boolean) =>
    notesBetween(newestFirst, messages, { hasOlder, hasNewer }).map(one => one.id);
  expect(ids(false, false)).toEqual(['before', 'within', 'after']);
  expect(ids(true, false)).toEqual(['within', 'after']);
  expect(ids(true, true)).toEqual(['within']);
});

const call = (id: string, day: number, rest: Partial<Call> = {}): Call => ({
  id,
  chat: 'chat',
  from: 'ann',
  at: new Date(2026, 0, day, 11).toISOString(),
  isVideo: false,
  outcome: 'missed',
  ...rest,
});

test('calls are among the messages by their times', () => {
  const messages = [message('a', 1), message('b', 2)];
  const calls = [call('x', 1), call('y', 2), call('z', 3)];
  const rows = rowsOf({ messages, calls, hasSenders: false, unread: null, outgoing: [] });
  expect(rows.map(row => row.key)).toEqual([
    'day 2026-1-1',
    'call x',
    'a',
    'day 2026-1-2',
    'call y',
    'b',
    'day 2026-1-3',
    'call z',
  ]);
});

test('a call of another chat, or beyond what is loaded, is left out', () => {
  const calls = [call('old', 1), call('now', 2), call('new', 4), call('other', 2, { chat: 'x' })];
  const loaded = {
    addresses: ['chat', null],
    messages: [message('a', 1), message('b', 3)],
    hasOlder: true,
    hasNewer: true,
  };
  const ids = (rest: Partial<typeof loaded>) =>
    callsWithin(calls, { ...loaded, ...rest }).map(one => one.id);
  expect(ids({})).toEqual(['now']);
  expect(ids({ hasOlder: false })).toEqual(['old', 'now']);
  expect(ids({ hasNewer: false })).toEqual(['now', 'new']);
});

test('what happens to a group is between the messages, and the sender is named anew after it', () => {
  const messages = [message('a', 1), message('b', 1, { timestamp: hour(14) })];
  const change: GroupChange = {
    id: 'x',
    at: hour(13),
    by: null,
    what: { action: 'joined', people: ['ann'] },
  };
  const calls = [call('y', 1, { at: hour(15) })];
  const options = { messages, calls, changes: [change], unread: null, outgoing: [] };
  const rows = rowsOf({ ...options, hasSenders: true });
  expect(rows.map(row => row.key)).toEqual(['day 2026-1-1', 'a', 'change x', 'b', 'call y']);
  expect(rows[3]).toMatchObject({ showsSender: true });
});

test('older notes are asked for until they precede the loaded messages', () => {
  const pages = (...days: number[]) => days.map(day => ({ items: [note(`n${day}`, day, 9)] }));
  const messages = [message('a', 3), message('b', 9)];
  expect(needsNotes(pages(8, 5), messages, true)).toBe(true);
  expect(needsNotes(pages(8, 2), messages, true)).toBe(false);
  expect(needsNotes([{ items: [] }], messages, true)).toBe(false);
  expect(needsNotes(undefined, messages, true)).toBe(false);
  // Before the first message of all there may be more.
  expect(needsNotes(pages(8, 2), messages, false)).toBe(true);
});

function hour(at: number): string {
  return new Date(2026, 0, 1, at).toISOString();
}
