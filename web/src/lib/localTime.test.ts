import { expect, test } from 'vitest';
import { fromLocal, toLocal } from './localTime';

test('a time is the same after it was edited', () => {
  const at = '2026-05-04T03:02:00.000Z';
  expect(fromLocal(toLocal(at))).toBe(at);
});

test('an empty field is no time', () => {
  expect(fromLocal('')).toBeUndefined();
  expect(fromLocal('soon')).toBeUndefined();
  expect(toLocal(null)).toBe('');
});
