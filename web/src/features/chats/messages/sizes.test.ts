import { expect, test } from 'vitest';
import { forgetSizes } from './sizes';

test('of all the messages that have arrived, the sizes of those that are left stay', () => {
  const sizes = new Map<string | number | bigint, number>();
  let rows: { key: string }[] = [];
  for (let at = 0; at < 20_000; at += 1) {
    const key = `row ${at}`;
    rows = [...rows.slice(-99), { key }];
    sizes.set(key, at);
    forgetSizes(sizes, rows);
  }
  expect(sizes.size).toBeLessThan(1_000);
  for (const { key } of rows) expect(sizes.has(key)).toBe(true);
});

test('those of a row that was left out a moment ago are kept', () => {
  const sizes = new Map<string | number | bigint, number>([['before', 40]]);
  forgetSizes(sizes, []);
  expect(sizes.size).toBe(1);
});
