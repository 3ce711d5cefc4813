import { expect, test } from 'vitest';
import { bars, place } from './waterfall';

const stage = (name: string, at: string) => ({ stage: name, at, sincePreviousMs: 0 });

test('each stage lasts from the one before it', () => {
  const all = bars([
    stage('stored', '2026-01-01T00:00:00.000Z'),
    stage('agent_asked', '2026-01-01T00:00:01.000Z'),
    stage('agent_answered', '2026-01-01T00:00:04.000Z'),
  ]);
  expect(all.map(bar => [bar.start, bar.length])).toEqual([
    [0, 0],
    [0, 1000],
    [1000, 3000],
  ]);
  expect(all.map(bar => place(bar, 4000))).toEqual([
    { x: 0, width: 1 },
    { x: 0, width: 25 },
    { x: 25, width: 75 },
  ]);
});

test("a sender's clock that is ahead gives no negative time", () => {
  const all = bars([
    stage('written', '2026-01-01T00:00:02.000Z'),
    stage('stored', '2026-01-01T00:00:01.500Z'),
  ]);
  expect(all.every(bar => bar.length >= 0 && bar.start >= 0)).toBe(true);
});
