import { beforeAll, expect, test } from 'vitest';
import { UNREADABLE } from '../../../forms/fields';
import { loadManageTexts, startTexts } from '../../../i18n';
import { refusalsOf } from './refusals';
import type { Setting } from './settings';

const settings = [
  { name: 'n', kind: 'number' },
  { name: 's', kind: 'seconds' },
  { name: 't', kind: 'time' },
  { name: 'x', kind: 'text' },
] as unknown as Setting[];
const base = { n: '1', s: '1', t: '10:00', x: '' };

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

test.each([
  [{ n: '', s: '2.5', t: '', x: '-1' }, []],
  [{ n: '1.5' }, [['n', 'A whole number.']]],
  [
    { n: UNREADABLE, s: '-1' },
    [
      ['n', 'This is not a number.'],
      ['s', '0 or more.'],
    ],
  ],
  [{ t: UNREADABLE }, [['t', 'This is not a date and a time.']]],
])('what cannot be sent is refused (%#)', (changes, refused) => {
  expect([...refusalsOf(settings, { base, draft: { ...base, ...changes } })]).toEqual(refused);
});

test('what is not changed is not checked', () => {
  const stored = { ...base, n: '-1' };
  expect(refusalsOf(settings, { base: stored, draft: stored }).size).toBe(0);
});
