import { linkIdentities, type PersonChange, unlinkIdentity } from '../../api/queries/persons';

interface Calls {
  unlink: (identity: string, reason: string) => Promise<{ identity: { id: string } }>;
  link: (one: string, other: string) => Promise<unknown>;
}

/**
 * Makes the accounts that a link or a merge moved one other person again: the first is unlinked, and
 * each further one is unlinked and then linked with it.
 */
export async function undo(
  change: Pick<PersonChange, 'identityIds'>,
  reason: string,
  calls: Calls = { unlink: unlinkIdentity, link: linkIdentities },
): Promise<void> {
  const [first, ...others] = change.identityIds;
  if (!first) return;
  await calls.unlink(first, reason);
  for (const other of others) {
    await calls.unlink(other, reason);
    await calls.link(first, other);
  }
}
