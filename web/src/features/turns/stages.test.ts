import { expect, test } from 'vitest';
import type { Turn } from '../../api/queries/turns';
import { stagesOf } from './stages';

const turn = (times: Partial<Turn>) => times as Turn;

test('a turn that is in progress has the stages that it has reached', () => {
  const stages = stagesOf(
    turn({
      createdAt: '2026-01-01T00:00:00.000Z',
      collectedAt: '2026-01-01T00:00:01.500Z',
      askedAt: null,
    }),
  );
  expect(stages.map(({ stage, sincePreviousMs }) => [stage, sincePreviousMs])).toEqual([
    ['turn_opened', 0],
    ['collected', 1500],
  ]);
});

test('one that was cancelled before it was asked ends after its opening', () => {
  const stages = stagesOf(
    turn({ createdAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:02.000Z' }),
  );
  expect(stages.map(one => one.stage)).toEqual(['turn_opened', 'turn_ended']);
});
