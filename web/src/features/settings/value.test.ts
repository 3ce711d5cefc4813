import { expect, test } from 'vitest';
import type { Setting } from '../../api/queries/settings';
import { settingSchema } from './schema';
import { byCategory, fieldText, parsed, valueText } from './value';

const setting = (change: Partial<Setting>) => ({ valueType: 'string', ...change }) as Setting;

test.each([
  ['5', 'integer', 5],
  ['true', 'boolean', true],
  ['false', 'boolean', false],
  ['{"a":[1]}', 'json', { a: [1] }],
  ['5', 'string', '5'],
] as const)('%s as %s', (text, type, value) => expect(parsed(text, type)).toEqual(value));

test.each([
  ['5.5', 'integer'],
  ['', 'integer'],
  ['{', 'json'],
] as const)('%s is no %s', (text, type) => expect(() => parsed(text, type)).toThrow(SyntaxError));

test('what is no value is refused, and what is needed', () => {
  const issues = (type: Setting['valueType'], value: string) =>
    settingSchema(type).safeParse({ value, reason: '' }).error?.issues.length ?? 0;
  expect([issues('integer', '5.5'), issues('json', '{'), issues('secret', '')]).toEqual([1, 1, 1]);
  expect([issues('integer', '5'), issues('string', ''), issues('boolean', 'false')]).toEqual([
    0, 0, 0,
  ]);
});

test('a secret is never in a field', () => {
  expect(fieldText(setting({ valueType: 'secret', value: '********' }))).toBe('');
  expect(fieldText(setting({ valueType: 'json', value: { a: 1 } }))).toBe('{\n  "a": 1\n}');
});

test('what is not set is a dash', () => {
  expect([null, undefined, '', 0, false].map(valueText)).toEqual(['–', '–', '', '0', 'false']);
});

test('categories are in the order of their names', () => {
  const groups = byCategory([setting({ category: 'media' }), setting({ category: 'agents' })]);
  expect(groups.map(([name]) => name)).toEqual(['agents', 'media']);
});
