import type { Blocked } from '../../../api/queries/blocklist';

/** The blocked contact with one of these addresses. */
export const blockedAs = (blocked: Blocked[], addresses: (string | null | undefined)[]) =>
  blocked.find(
    one =>
      addresses.includes(one.externalId) ||
      (one.canonicalId != null && addresses.includes(one.canonicalId)),
  );
