import { expect, test } from 'vitest';
import { newThings } from './pages';

const of = (...scopes: string[]) => newThings(scope => scopes.includes(scope)).map(({ to }) => to);

test('what may be made is offered, and nothing else', () => {
  expect(of('instances:read', 'messages:read')).toEqual([]);
  expect(of('instances:write')).toEqual(['/instances', '/agents', '/jobs', '/jobs']);
  expect(of('settings:write')).toEqual(['/providers', '/entry-points']);
  expect(of('messages:send', 'access:write')).toEqual(['/quick-replies', '/access']);
  expect(of('webhooks:write', 'admin:*', 'users:write')).toEqual(['/webhooks', '/keys', '/users']);
});
