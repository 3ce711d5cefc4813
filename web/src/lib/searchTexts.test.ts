import { expect, test } from 'vitest';
import { searchTexts } from './searchTexts';

test('the named texts are read, and digits as text', () => {
  const read = searchTexts('instance', 'q');
  expect(read({ instance: 'i', q: 5511, other: 'y' })).toEqual({ instance: 'i', q: '5511' });
});

test('what is empty or no text is left out', () => {
  expect(searchTexts('a', 'b', 'c', 'd')({ a: '', b: null, c: {}, d: true })).toEqual({});
});
