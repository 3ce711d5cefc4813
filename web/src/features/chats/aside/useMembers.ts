import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { onLive } from '../../../api/live/listeners';
import { groupMembersQuery } from '../../../api/queries/groupMembers';
import { lastChange, type MemberChange, shows } from './memberChange';

const AGAIN_MS = 1_000;
/** As long as the server waits for the network, at most. */
const LONGEST_MS = 60_000;

/**
 * The members of a group. The server asks the network for them only after it has reported who joined or left, which
 * ends with no event: they are read again until they are those after the change.
 */
export function useMembers(instance: string, group: string) {
  const [change, setChange] = useState<(MemberChange & { at: number }) | null>(null);
  useEffect(
    () =>
      onLive(events => {
        const last = lastChange(events, instance, group);
        if (last) setChange({ ...last, at: Date.now() });
      }),
    [instance, group],
  );
  return useQuery({
    ...groupMembersQuery(instance, group),
    refetchInterval({ state: { data } }) {
      const isDone = !change || !data || shows(data, change);
      return isDone || Date.now() - change.at > LONGEST_MS ? false : AGAIN_MS;
    },
  });
}
