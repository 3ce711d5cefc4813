import { beforeEach, expect, test } from 'vitest';
import type { LiveEvent } from './frames';
import { applyTyping, TYPING_MS, typists } from './typing';

const CHAT = '551@s.whatsapp.net';

const event = (type: string, payload: Record<string, unknown>, chatId = CHAT): LiveEvent => ({
  type,
  payload,
  id: 'e',
  seq: null,
  timestamp: '2026-01-01T00:00:00.000Z',
  instanceId: 'i1',
  chatId,
  messageId: null,
  externalId: null,
  direction: null,
});

const typing = (from: string, rest: Record<string, unknown> = {}) =>
  event('presence.typing', { from, isTyping: true, recording: false, ...rest });
const shown = () => typists.get().map(one => [one.from, one.isRecording]);

beforeEach(() => typists.set([]));

test('who writes is known until the end is reported', () => {
  applyTyping([typing('ann'), typing('bob', { recording: true })]);
  expect(shown()).toEqual([
    ['ann', false],
    ['bob', true],
  ]);
  applyTyping([typing('ann', { isTyping: false })]);
  expect(shown()).toEqual([['bob', true]]);
});

test('the message ends it, by either address of its author', () => {
  applyTyping([typing('ann')]);
  applyTyping([event('message.received', { from: 'bob' })]);
  expect(shown()).toEqual([['ann', false]]);
  applyTyping([
    event('message.received', { from: '9@lid', fromAlt: 'ann', chatAltId: CHAT }, '9@lid'),
  ]);
  expect(shown()).toEqual([]);
});

test('an end that is never reported is one after a while', () => {
  applyTyping([typing('ann')], 0);
  applyTyping([typing('bob')], TYPING_MS);
  expect(shown()).toEqual([['bob', false]]);
});

test('the number that is kept is bounded', () => {
  applyTyping(Array.from({ length: 1000 }, (_, at) => typing(`p${at}`)));
  expect(typists.get()).toHaveLength(200);
  expect(typists.get().at(-1)?.from).toBe('p999');
});

test('other events change nothing', () => {
  applyTyping([typing('ann')]);
  const before = typists.get();
  applyTyping([event('message.read', { from: 'ann' })]);
  expect(typists.get()).toBe(before);
});
