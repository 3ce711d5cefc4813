import { expect, test } from 'vitest';
import { best, match } from './match';

test('every word has to be there, without regard to case and accents', () => {
  expect(match('Sérgio Conceição', 'conceicao SERG')).not.toBeNull();
  expect(match('Sérgio', 'serg x')).toBeNull();
  expect(match('anything', '')).toBe(0);
});

test('the beginning of a word is better than its middle', () => {
  const names = ['Overview', 'Bikes and more', 'View of the shop'];
  expect(best(names, one => one, 'view', 2)).toEqual(['View of the shop', 'Overview']);
});
