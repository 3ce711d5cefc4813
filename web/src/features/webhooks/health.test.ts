import { expect, test } from 'vitest';
import type { WebhookHealth } from '../../api/queries/webhooks';
import { busyHours, linesOf } from './health';

const hour = (at: number, delivered: number, failed: number) => ({
  start: `2026-05-04T${String(at).padStart(2, '0')}:00:00.000Z`,
  delivered,
  failed,
  averageMs: delivered + failed > 0 ? 20 : null,
  slowestMs: delivered + failed > 0 ? 50 : null,
});

const health: WebhookHealth = {
  since: '2026-05-04T10:00:00.000Z',
  until: '2026-05-04T13:00:00.000Z',
  hours: [hour(10, 3, 0), hour(11, 0, 0), hour(12, 0, 2)],
};

test('a line has a value for each hour, and a gap where there is none', () => {
  expect(
    linesOf(health, [
      ['Failed', one => one.failed],
      ['Average', one => one.averageMs ?? null],
    ]),
  ).toEqual([
    { name: 'Failed', values: [0, 0, 2] },
    { name: 'Average', values: [20, null, 20] },
  ]);
});

test('the table has the hours with attempts, also with failed ones alone', () => {
  expect(busyHours(health).map(one => one.start.slice(11, 13))).toEqual(['12', '10']);
});
