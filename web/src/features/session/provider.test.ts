import { expect, test } from 'vitest';
import { root } from '../../lib/root';
import { providerAddress } from './provider';

test('a sign-in with the provider begins on this server, and returns to the page', () => {
  expect(providerAddress(undefined)).toBe(`${root.href}api/v2/auth/oidc/login`);
  const address = new URL(providerAddress('/chats?q=a&b'));
  expect(address.searchParams.get('returnTo')).toBe('/chats?q=a&b');
});
