import { expect, test } from 'vitest';
import { placesOf } from './picture';

const tenEach = (text: string) => text.length * 10;

test('names are beside each other as long as there is room', () => {
  expect(placesOf(['ab', 'abc', 'a'], tenEach, 200)).toEqual([
    { x: 12, row: 0 },
    { x: 78, row: 0 },
    { x: 12, row: 1 },
  ]);
});

test('a name that is wider than the picture has a row of its own', () => {
  expect(placesOf(['a'.repeat(50), 'b'], tenEach, 200)).toEqual([
    { x: 12, row: 0 },
    { x: 12, row: 1 },
  ]);
});
