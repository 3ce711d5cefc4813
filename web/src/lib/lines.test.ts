import { expect, test } from 'vitest';
import { LineError, linesOf, pairsOf } from './lines';
import { present } from './present';

test('blank lines are no values', () => {
  expect(linesOf(' a \r\n\n b')).toEqual(['a', 'b']);
  expect(linesOf('')).toEqual([]);
});

test('a pair keeps the colons of its value', () => {
  expect(pairsOf('x-to: http://a:1\ny:')).toEqual({ 'x-to': 'http://a:1', y: '' });
});

test('a line that is no pair is named', () => {
  expect(() => pairsOf('a: 1\nnothing')).toThrow(new LineError(2));
});

test('an empty filter is not a part of the request', () => {
  expect(present({ a: '', b: undefined, c: 0, d: false, e: 'x', f: null })).toEqual({
    c: 0,
    d: false,
    e: 'x',
  });
});
