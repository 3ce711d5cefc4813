import { root } from '../../lib/root';

/** Where a sign-in with the provider begins; after it the page at `to` is shown. */
export function providerAddress(to: string | undefined): string {
  const address = new URL('api/v2/auth/oidc/login', root);
  if (to) address.searchParams.set('returnTo', to);
  return address.href;
}
