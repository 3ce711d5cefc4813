/** The permissions that a key can have, by what they are about. `admin:*` and `*` stand alone. */
export const SCOPES = [
  'instances:read',
  'instances:write',
  'instances:delete',
  'messages:read',
  'messages:send',
  'events:read',
  'persons:read',
  'persons:write',
  'access:read',
  'access:write',
  'settings:read',
  'settings:write',
  'webhooks:read',
  'webhooks:write',
  'users:read',
  'users:write',
  'admin:*',
  '*',
] as const;

export type KnownScope = (typeof SCOPES)[number];

type Name<S extends string> = S extends '*'
  ? 'full'
  : S extends `${infer Noun}:*`
    ? `${Noun}_all`
    : S extends `${infer Noun}:${infer Verb}`
      ? `${Noun}_${Verb}`
      : never;

/** The name of the text that explains a permission: a text's name has no colon. */
export function scopeText<S extends KnownScope>(scope: S): `keys.scopes.${Name<S>}` {
  const name = scope === '*' ? 'full' : scope.replace(':', '_').replace('*', 'all');
  return `keys.scopes.${name}` as `keys.scopes.${Name<S>}`;
}

const isKnown = (scope: string): scope is KnownScope =>
  (SCOPES as readonly string[]).includes(scope);

/** Those of a key that this page does not offer, such as `messages:*`: an edit keeps them. */
export function othersOf(scopes: readonly string[]): string[] {
  return scopes.filter(scope => !isKnown(scope));
}
