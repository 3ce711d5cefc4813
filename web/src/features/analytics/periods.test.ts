import { expect, test } from 'vitest';
import { daysAgo, monthStart } from './periods';

test('a period begins with a whole hour', () => {
  expect(daysAgo(1, new Date('2026-01-02T10:30:00Z'))).toBe('2026-01-01T10:00:00.000Z');
});

test('a month begins at its first midnight', () => {
  const start = new Date(monthStart(new Date(2026, 4, 17, 13, 5)));
  expect([start.getMonth(), start.getDate(), start.getHours()]).toEqual([4, 1, 0]);
});
