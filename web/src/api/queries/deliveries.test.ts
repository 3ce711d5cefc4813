import { expect, test } from 'vitest';
import { readAgain } from './deliveries';

const NOW = Date.parse('2026-05-04T10:00:00.000Z');
const waiting = (nextAttemptAt: string | null) => ({ status: 'pending' as const, nextAttemptAt });
const after = (delivery: {
  status: 'pending' | 'delivered' | 'failed';
  nextAttemptAt?: string | null;
}) => readAgain([{ status: 'delivered' }, delivery], NOW);

test('the outcome of an attempt that is due is read soon', () => {
  expect(after(waiting('2026-05-04T09:59:59.000Z'))).toBeLessThanOrEqual(1_000);
  expect(after(waiting('2026-05-04T10:00:05.000Z'))).toBeLessThanOrEqual(1_000);
});

test('what has ended, waits for long or is held back is read at leisure', () => {
  const rest = after({ status: 'failed' });
  expect(rest).toBeGreaterThan(5_000);
  expect(readAgain([], NOW)).toBe(rest);
  expect(after(waiting('2026-05-04T12:00:00.000Z'))).toBe(rest);
  expect(after(waiting('2026-05-04T09:00:00.000Z'))).toBe(rest);
  expect(after(waiting(null))).toBe(rest);
});
