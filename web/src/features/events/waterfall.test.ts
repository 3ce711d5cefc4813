import { expect, test } from 'vitest';
import { barsOf } from './waterfall';

const at = (ms: number) => new Date(1_000_000 + ms).toISOString();

test('each stage takes the time since the previous one', () => {
  const bars = barsOf([
    { stage: 'stored', at: at(0), sincePreviousMs: 0 },
    { stage: 'collected', at: at(250), sincePreviousMs: 250 },
    { stage: 'agent_answered', at: at(1000), sincePreviousMs: 750 },
  ]);
  expect(bars.map(({ left, width }) => [left, width])).toEqual([
    [0, 0],
    [0, 25],
    [25, 75],
  ]);
});

test('a clock that is ahead makes no bar begin before the first', () => {
  const bars = barsOf([
    { stage: 'written', at: at(100), sincePreviousMs: 0 },
    { stage: 'stored', at: at(0), sincePreviousMs: 0 },
    { stage: 'collected', at: at(50), sincePreviousMs: 60 },
  ]);
  expect(bars.every(bar => bar.left >= 0 && bar.left + bar.width <= 100)).toBe(true);
});

test('one stage is no division by nothing', () => {
  expect(barsOf([{ stage: 'stored', at: at(0), sincePreviousMs: 0 }])[0]?.width).toBe(0);
  expect(barsOf([])).toEqual([]);
});
