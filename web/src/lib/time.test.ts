import { expect, test } from 'vitest';
import { dayOf, relative } from './time';

const now = new Date('2026-03-01T12:00:00Z');

test.each([
  [0, 'now'],
  [-5, '5 sec. ago'],
  [-90, '1 min. ago'],
  [-7_200, '2 hr. ago'],
  [-86_400 * 3, '3 days ago'],
])('%i seconds are "%s"', (seconds, text) => {
  expect(relative(new Date(now.getTime() + seconds * 1000), now, 'en')).toBe(text);
});

test('a day is one of the viewer, not of UTC', () => {
  expect(dayOf(new Date(2026, 2, 1, 0, 1))).toBe(dayOf(new Date(2026, 2, 1, 23, 59)));
  expect(dayOf(new Date(2026, 2, 1, 23, 59))).not.toBe(dayOf(new Date(2026, 2, 2, 0, 0)));
});
