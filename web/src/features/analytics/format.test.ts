import { expect, test } from 'vitest';
import { formats } from './format';

test('what is not known is a dash and not a zero', () => {
  const { count, cost, percent, seconds } = formats('en');
  expect([count(null), cost(undefined), percent(null), seconds(null)]).toEqual([
    '–',
    '–',
    '–',
    '–',
  ]);
  expect([count(1234), cost(0.5), percent(99.5), seconds(1850)]).toEqual([
    '1,234',
    '0.5',
    '99.5 %',
    '1.85 s',
  ]);
});
