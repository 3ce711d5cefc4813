import { expect, test } from 'vitest';
import { labelled, ticks } from './scale';

test('the marks of an axis are round and reach the greatest value', () => {
  expect(ticks(10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
  expect(ticks(7, 4)).toEqual([0, 2, 4, 6, 8]);
  expect(ticks(1234, 4)).toEqual([0, 500, 1000, 1500]);
  expect(ticks(0.3, 3)).toEqual([0, 0.1, 0.2, 0.3]);
});

test('an axis of nothing has its beginning and an end', () => {
  expect(ticks(0, 4)).toEqual([0, 1]);
  expect(ticks(Number.NaN, 4)).toEqual([0, 1]);
});

test('labels are spread evenly and are not too many', () => {
  expect(labelled(3, 5)).toEqual([0, 1, 2]);
  expect(labelled(24, 6)).toEqual([0, 4, 8, 12, 16, 20]);
  expect(labelled(25, 6)).toEqual([0, 5, 10, 15, 20]);
  expect(labelled(0, 6)).toEqual([]);
});
