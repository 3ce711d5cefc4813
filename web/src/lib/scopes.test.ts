import { expect, test } from 'vitest';
import { permits } from './scopes';

test('a scope permits what it names, as on the server', () => {
  expect(permits(['*'], 'admin:*')).toBe(true);
  expect(permits(['messages:*'], 'messages:send')).toBe(true);
  expect(permits(['messages:send'], 'messages:send')).toBe(true);
  expect(permits(['messages:read'], 'messages:send')).toBe(false);
  expect(permits(['messages:send'], 'messages:*')).toBe(false);
  expect(permits([], 'instances:read')).toBe(false);
});
