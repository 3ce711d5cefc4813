import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { onLive } from '../../../api/live/listeners';
import { refreshSoon } from '../../../api/live/refresh';
import { turnsKey, turnsQuery } from '../../../api/queries/chatTurns';
import { useConversation } from '../useConversation';
import { isRunning } from './running';

/** A turn that goes from one state to the next is no event before it ends. */
const RUNNING_MS = 1_500;

/** The turns of the open chat, newest first, with one that has just begun. */
export function useChatTurns() {
  const { instance, address } = useConversation();
  const client = useQueryClient();
  useEffect(
    () =>
      onLive(events => {
        // A message that is received begins a turn, which is no event of its own.
        const isOfChat = events.some(
          ({ type, instanceId, chatId, payload }) =>
            type === 'message.received' &&
            instanceId === instance &&
            (chatId === address || payload.chatAltId === address),
        );
        if (isOfChat) refreshSoon(client, { queryKey: turnsKey(instance, address) });
      }),
    [client, instance, address],
  );
  return useInfiniteQuery({
    ...turnsQuery(instance, address),
    // Those that began while they were not shown.
    refetchOnMount: 'always',
    refetchInterval: ({ state }) =>
      state.data?.pages.some(page => page.items.some(isRunning)) ? RUNNING_MS : false,
  });
}
