import { expect, test } from 'vitest';
import { readable } from './body';

test('JSON is indented, and what is not JSON stays as it was sent', () => {
  expect(readable('{"a":[1]}')).toBe('{\n  "a": [\n    1\n  ]\n}');
  expect(readable('a=1&b={')).toBe('a=1&b={');
});
