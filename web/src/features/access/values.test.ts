import { expect, test } from 'vitest';
import type { Rule } from '../../api/queries/access';
import { criteriaOf, fieldsOf, ruleSchema, sendersOf } from './values';

test('numbers with a plus are patterns, and anything else is an address', () => {
  expect(criteriaOf('+1 (555) 12-34\n+1555*\n\n@ann:example.org\n*\n80351110224678912')).toEqual({
    phonePatterns: ['+15551234', '+1555*', '*'],
    platformUserIds: ['@ann:example.org', '80351110224678912'],
  });
});

test('a silent block has no message', () => {
  const fields = { ...fieldsOf(undefined, '7'), senders: '+1*', message: 'not now' };
  const silent = ruleSchema().parse({ ...fields, action: 'silent_block' });
  expect(silent).toMatchObject({ type: 'deny', action: { type: 'silent_block' }, instanceId: '7' });
  expect(silent.action).not.toHaveProperty('message');
  expect(ruleSchema().parse(fields).action).toEqual({ type: 'block', message: 'not now' });
});

test('a rule about a person needs no other senders, and stays about them', () => {
  const rule = { criteria: { phonePatterns: [], platformUserIds: [], personId: 'p' } };
  const present = { ...rule, action: { type: 'allow' } } as unknown as Rule;
  const fields = fieldsOf(present, undefined);
  expect(ruleSchema(present).parse(fields).criteria).toEqual({
    phonePatterns: [],
    platformUserIds: [],
    personId: 'p',
  });
  expect(ruleSchema().safeParse(fields).error?.issues[0]?.path).toEqual(['senders']);
});

test('a rule without criteria is about everyone', () => {
  expect(sendersOf({ phonePatterns: [], platformUserIds: [] })).toBe('*');
  expect(sendersOf({ phonePatterns: ['+1*'], platformUserIds: [], channel: 'discord' })).toBe(
    '+1* · discord',
  );
});
