import { beforeAll, expect, test } from 'vitest';
import { startTexts } from '../i18n';
import {
  lines,
  newPassword,
  number,
  optional,
  optionalNumber,
  optionalSeconds,
  optionalTime,
  optionalUrl,
  pairs,
  required,
  time,
  UNREADABLE,
  untouched,
  url,
} from './fields';

beforeAll(startTexts);

test.each([
  ['a text', required(), ' a ', 'a'],
  ['a password', untouched(), ' a ', ' a '],
  ['no text', optional(), '  ', null],
  ['an address', url(), ' https://a.example/b ', 'https://a.example/b'],
  ['no address', optionalUrl(), '', ''],
  ['a number', number({ min: 1, max: 5 }), '5', 5],
  ['a fraction', number({ isFraction: true }), '0.5', 0.5],
  ['no number', optionalNumber({ min: 1 }), '', null],
  ['seconds', optionalSeconds({ min: 0.1 }), '2.5', 2500],
  ['no time', optionalTime(), '', null],
  ['a time', time(), '2026-05-04T03:02', new Date(2026, 4, 4, 3, 2).toISOString()],
  ['lines', lines(), 'a\n\n b', ['a', 'b']],
  ['pairs', pairs(), 'a: b:c', { a: 'b:c' }],
])('%s is read', (_, field, given, value) => expect(field.parse(given)).toEqual(value));

test.each([
  ['no text', required(), '  ', 'Fill this in.'],
  [
    'an address without a scheme',
    url(),
    'a.example',
    'An address begins with https:// or http://.',
  ],
  ['a short password', newPassword(), 'short', 'At least 10 characters.'],
  ['no number', number(), '', 'Fill this in.'],
  ['half a number', optionalNumber(), UNREADABLE, 'This is not a number.'],
  ['a fraction', number(), '1.5', 'A whole number.'],
  ['too few', number({ min: 1 }), '0', '1 or more.'],
  ['too many seconds', optionalSeconds({ max: 60 }), '61', '60 or less.'],
  ['half a time', optionalTime(), UNREADABLE, 'This is not a date and a time.'],
])('%s is refused', (_, field, given, message) =>
  expect(field.safeParse(given).error?.issues.map(issue => issue.message)).toEqual([message]),
);
