import { expect, test } from 'vitest';
import type { LiveEvent } from '../../../api/live/frames';
import { changesTurns } from './turnEvents';

const shown = { instance: 'i1', address: '9@lid', ids: new Set(['t1']) };

const event = (type: string, rest: object = {}) =>
  ({ type, instanceId: 'i1', chatId: '551@c', payload: {}, ...rest }) as unknown as LiveEvent;
const changed = (turnId: string, rest: object = {}) =>
  event('agent.turn_changed', { payload: { turnId, state: 'done' }, ...rest });

test('a turn that is shown is followed where the chat is open at its other address', () => {
  expect(changesTurns(changed('t1'), shown)).toBe(true);
  expect(changesTurns(changed('t2'), shown)).toBe(false);
  expect(changesTurns(changed('t1', { instanceId: 'i2' }), shown)).toBe(false);
  expect(changesTurns(changed('t2'), { ...shown, ids: undefined })).toBe(true);
  // The live link reads these anew already.
  expect(changesTurns(changed('t1', { chatId: '9@lid' }), shown)).toBe(false);
});

test('a message of the chat and a merged chat may change its turns', () => {
  expect(changesTurns(event('message.received'), shown)).toBe(false);
  const other = event('message.received', { payload: { chatAltId: '9@lid' } });
  expect(changesTurns(other, shown)).toBe(true);
  expect(changesTurns(event('message.received', { chatId: '9@lid' }), shown)).toBe(true);
  expect(changesTurns(event('identity.merged', { instanceId: null }), shown)).toBe(true);
  expect(changesTurns(event('identity.merged', { instanceId: 'i2' }), shown)).toBe(false);
  expect(changesTurns(event('agent.response', { chatId: '9@lid' }), shown)).toBe(false);
});
