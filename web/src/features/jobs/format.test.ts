import { expect, test } from 'vitest';
import { dollarsOf, durationOf } from './format';

test.each([
  [0, '0 seconds'],
  [1, '1 second'],
  [59_001, '1 minute'],
  [150_000, '3 minutes'],
  [7_200_000, '2 hours'],
  [200_000_000, '2 days'],
])('%i ms are %s', (ms, text) => {
  expect(durationOf(ms, 'en')).toBe(text);
});

test('what costs little is not nothing', () => {
  expect(dollarsOf(0.0004, 'en')).toBe('$0.0004');
  expect(dollarsOf(12.5, 'en')).toBe('$12.50');
});
