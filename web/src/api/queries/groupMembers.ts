import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { groupChangesKey } from './groupChanges';

export type Member = Schemas['GroupMemberView'];

/** Below the key of what happens to groups, which makes their members stale. */
export const groupMembersQuery = (instance: string, group: string) =>
  queryOptions({
    queryKey: [...groupChangesKey(instance), group, 'members'],
    async queryFn({ signal }): Promise<Member[]> {
      const params = { path: { id: instance, groupId: group } };
      const path = '/api/v2/instances/{id}/groups/{groupId}/participants';
      const { participants } = await expectData(api.GET(path, { params, signal }));
      return inOrder(participants);
    },
  });

const RANK = new Map([
  ['owner', 0],
  ['admin', 1],
]);

/** Who may do more first, and otherwise as they joined. */
export function inOrder<M extends Pick<Member, 'role'>>(members: readonly M[]): M[] {
  const rank = ({ role }: M) => RANK.get(role) ?? RANK.size;
  return members.toSorted((a, b) => rank(a) - rank(b));
}
