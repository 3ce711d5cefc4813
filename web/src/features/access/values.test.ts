import { expect, test } from 'vitest';
import { criteriaOf, sendersOf, valuesOf } from './values';

test('numbers with a plus are patterns, and anything else is an address', () => {
  expect(criteriaOf('+1 (555) 12-34\n+1555*\n\n@ann:example.org\n*\n80351110224678912')).toEqual({
    phonePatterns: ['+15551234', '+1555*', '*'],
    platformUserIds: ['@ann:example.org', '80351110224678912'],
  });
});

test('a silent block has no message', () => {
  const fields = new FormData();
  fields.set('senders', '+1*');
  fields.set('action', 'silent_block');
  fields.set('message', 'not now');
  expect(valuesOf(fields)).toMatchObject({ type: 'deny', action: { type: 'silent_block' } });
  expect(valuesOf(fields).action).not.toHaveProperty('message');
});

test('a rule without criteria is about everyone', () => {
  expect(sendersOf({ phonePatterns: [], platformUserIds: [] })).toBe('*');
  expect(sendersOf({ phonePatterns: ['+1*'], platformUserIds: [], channel: 'discord' })).toBe(
    '+1* · discord',
  );
});
