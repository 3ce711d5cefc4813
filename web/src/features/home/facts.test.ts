import { expect, test } from 'vitest';
import type { Figures } from '../../api/queries/analytics';
import { failureRate, waitText } from './facts';

const figures = (successRate: number | null) => ({ successRate }) as Figures;

test('a rate of failures is what is missing of the success, and none without answers', () => {
  expect(failureRate(figures(99.1))).toBe(0.9);
  expect(failureRate(figures(100))).toBe(0);
  expect(failureRate(figures(null))).toBeNull();
});

test('how long a job waits is shown in its greatest unit', () => {
  expect(waitText(null, 'en')).toBe('–');
  expect(waitText(400, 'en')).toBe('0 seconds');
  expect(waitText(61_000, 'en')).toBe('1 minute');
  expect(waitText(7_300_000, 'en')).toBe('2 hours');
});
