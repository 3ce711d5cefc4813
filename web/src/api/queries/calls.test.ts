import { expect, test } from 'vitest';
import { type CallEvent, callsOf, mergedEvents } from './calls';

const event = (eventType: string, minute: number, payload: Record<string, unknown>) => ({
  eventType,
  receivedAt: `2026-01-01T00:0${minute}:00.000Z`,
  payload: { chatId: 'c', from: 'ann', ...payload },
});

test('a call is one, however it is reported', () => {
  const calls = callsOf([
    event('call.received', 4, { callId: 'c', media: 'voice' }),
    event('call.ended', 3, { callId: 'b', outcome: 'missed' }),
    event('call.ended', 2, { callId: 'a', outcome: 'declined' }),
    event('call.received', 1, { callId: 'a', media: 'video' }),
  ]);
  expect(
    calls.map(({ id, at, isVideo, outcome }) => [id, at.slice(14, 16), isVideo, outcome]),
  ).toEqual([
    ['a', '01', true, 'declined'],
    ['b', '03', false, 'missed'],
    ['c', '04', false, null],
  ]);
});

test('a call that two parts of a conversation share is one, with its outcome', () => {
  const event = (id: string, minute: number, payload: object): CallEvent => ({
    id,
    eventType: payload && 'outcome' in payload ? 'call.ended' : 'call.received',
    receivedAt: `2026-01-01T00:0${minute}:00.000Z`,
    payload: { callId: 'k', chatId: 'c', from: 'ann', ...payload },
  });
  const begun = event('e1', 1, { media: 'video' });
  const ended = event('e2', 2, { outcome: 'declined' });
  const calls = callsOf(mergedEvents([[ended], [begun], [ended, begun]]));
  expect(calls).toMatchObject([
    { id: 'k', at: begun.receivedAt, isVideo: true, outcome: 'declined' },
  ]);
});
