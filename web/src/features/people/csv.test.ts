import { expect, test } from 'vitest';
import { toCsv } from './csv';

test('values with commas, quotes and lines are quoted', () => {
  expect(toCsv([['a,b', 'say "hi"', 'two\nlines', null, 5]])).toBe(
    '\ufeff"a,b","say ""hi""","two\nlines",,5\r\n',
  );
});

test('a text that looks like such a value keeps its apostrophe when it is imported', () => {
  expect(toCsv([["'=1", "'quoted'"]])).toBe("\ufeff''=1,'quoted'\r\n");
});

test('a name that is a formula is no formula, a number stays one', () => {
  expect(toCsv([['=HYPERLINK("x")', '@SUM(1)', '+5511999998888']])).toBe(
    `\ufeff"'=HYPERLINK(""x"")",'@SUM(1),+5511999998888\r\n`,
  );
});
