import { expect, test } from 'vitest';
import type { Figures, Report } from '../../api/queries/analytics';
import { groupLinesOf, hasValues, linesOf } from './series';

const figures = (answered: number, p50: number | null = null): Figures => ({
  messagesReceived: 0,
  messagesSent: 0,
  messagesFailed: 0,
  answered,
  silent: 0,
  failed: 0,
  successRate: null,
  latencyMs: p50 === null ? null : { p50, p90: p50, p99: p50 },
  inputTokens: 0,
  outputTokens: 0,
  cost: null,
});

const [ONE, TWO] = ['2026-01-01T00:00:00.000Z', '2026-01-01T01:00:00.000Z'];
const shop = { id: 's', name: 'Shop', isRest: false };
const rest = { id: null, name: null, isRest: true };

const report = (changes: Partial<Report>): Report => ({
  since: ONE,
  until: '2026-01-01T02:00:00.000Z',
  bucket: 'hour',
  timeZone: 'UTC',
  groupBy: 'none',
  total: figures(3),
  groups: [],
  items: [],
  unpricedModels: [],
  ...changes,
});

test('each line has a value an hour', () => {
  const items = [
    { start: ONE, end: TWO, group: null, figures: figures(3, 40) },
    { start: TWO, end: TWO, group: null, figures: figures(0) },
  ];
  const lines = linesOf(report({ items }), [
    ['Answered', one => one.answered],
    ['p50', one => one.latencyMs?.p50 ?? null],
  ]);
  expect(lines).toEqual([
    { name: 'Answered', values: [3, 0] },
    { name: 'p50', values: [40, null] },
  ]);
  expect(hasValues(lines)).toBe(true);
});

test('hours without figures of a group are filled, and the rest is a group of its own', () => {
  const grouped = report({
    groupBy: 'instance',
    groups: [
      { group: shop, figures: figures(2) },
      { group: rest, figures: figures(1) },
    ],
    items: [
      { start: TWO, end: TWO, group: shop, figures: figures(2) },
      { start: ONE, end: TWO, group: rest, figures: figures(1) },
    ],
  });
  const name = (group: Report['groups'][number]['group']) => group.name ?? 'Others';
  expect(groupLinesOf(grouped, [ONE, TWO], name, one => one.answered, 0)).toEqual([
    { name: 'Shop', values: [0, 2] },
    { name: 'Others', values: [1, 0] },
  ]);
});

test('a chart of zeros and gaps has nothing to show', () => {
  expect(hasValues([{ name: 'a', values: [0, null, 0] }])).toBe(false);
});
