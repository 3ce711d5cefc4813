import { expect, test } from 'vitest';
import { csvOf, daysAgo, withEmptyHours } from './hours';

const hour = (at: string, count: number) => ({
  hour: `2026-01-01T${at}:00:00.000Z`,
  count,
  successRate: 50,
});

test('hours without messages are shown as that', () => {
  const all = withEmptyHours([hour('01', 3), hour('04', 1)]);
  expect(all.map(one => one.count)).toEqual([3, 0, 0, 1]);
  expect(withEmptyHours([])).toEqual([]);
});

test('a period begins with a whole hour', () => {
  expect(daysAgo(1, new Date('2026-01-02T10:30:00Z'))).toBe('2026-01-01T10:00:00.000Z');
});

test('the table has one line an hour', () => {
  expect(csvOf([hour('01', 3)])).toBe(
    'hour,messages,success_percent\r\n2026-01-01T01:00:00.000Z,3,50\r\n',
  );
});
