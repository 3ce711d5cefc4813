import { expect, test } from 'vitest';
import { changesOf, partsOf } from './groupChanges';
import type { Message } from './messages';

const page = (times: string[], hasMore: boolean, hasNewer = false) => ({
  items: times.map(timestamp => ({ timestamp }) as Message),
  hasMore,
  hasNewer,
});
const at = (minute: number) => `2026-01-01T00:0${minute}:00.000Z`;

test('the parts of a conversation follow each other without a gap', () => {
  expect(partsOf([page([at(9), at(6)], true), page([at(5), at(3)], false)])).toEqual([
    { since: at(6), until: null },
    { since: null, until: at(6) },
  ]);
  expect(partsOf([page([at(9), at(6)], true)])).toEqual([{ since: at(6), until: null }]);
});

test('a place in the past ends with its newest message, and a group without messages has one part', () => {
  expect(partsOf([page([at(5), at(3)], true, true)])).toEqual([
    { since: at(3), until: '2026-01-01T00:05:01.000Z' },
  ]);
  expect(partsOf([page([], false)])).toEqual([{ since: null, until: null }]);
});

test('changes are read from events, oldest first, and what is unknown is left out', () => {
  const event = (id: string, payload: Record<string, unknown>) => ({
    id,
    receivedAt: at(1),
    payload,
  });
  const changes = changesOf([
    event('c', { changes: { subject: 'Bikes', colour: 'red' }, by: null }),
    event('b', { action: 'danced', participants: ['x'] }),
    event('a', { action: 'joined', participants: ['ann'], by: 'bo' }),
  ]);
  expect(changes).toEqual([
    { id: 'a', at: at(1), by: 'bo', what: { action: 'joined', people: ['ann'] } },
    { id: 'c', at: at(1), by: null, what: { changes: [['subject', 'Bikes']] } },
  ]);
});
