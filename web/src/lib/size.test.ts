import { expect, test } from 'vitest';
import { durationText, sizeText, spanText } from './size';

test.each([
  [500, '500 byte'],
  [1_500, '1.5 kB'],
  [25_000_000, '25 MB'],
])('%i bytes are %s', (bytes, text) => expect(sizeText(bytes, 'en')).toBe(text));

test('times are short', () => {
  expect(durationText(65.9)).toBe('1:05');
  expect([850, 4_120, 125_000].map(spanText)).toEqual(['850 ms', '4.1 s', '2 min 5 s']);
});
