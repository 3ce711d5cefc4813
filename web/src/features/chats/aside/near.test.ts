import { expect, test } from 'vitest';
import type { Turn } from '../../../api/queries/chatTurns';
import { near } from './near';

const turn = (id: string, from: string, to: string) =>
  ({ id, createdAt: from, endedAt: to, updatedAt: to }) as Turn;

test('the turn during which a message was written is looked at first', () => {
  const turns = [
    turn('late', '2026-01-01T10:00:00Z', '2026-01-01T10:01:00Z'),
    turn('right', '2026-01-01T09:00:00Z', '2026-01-01T09:01:00Z'),
  ];
  expect(near(turns, '2026-01-01T09:00:30Z').map(one => one.id)).toEqual(['right', 'late']);
  expect(near(turns, '2026-01-01T08:59:58Z')[0]?.id).toBe('right');
});
