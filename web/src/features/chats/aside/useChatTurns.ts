import { useInfiniteQuery } from '@tanstack/react-query';
import { turnsQuery } from '../../../api/queries/chatTurns';
import { useConversation } from '../useConversation';
import { useTurnEvents } from './useTurnEvents';

/** The turns of the open chat, newest first, as they are now: each of their states is an event. */
export function useChatTurns() {
  const { instance, address } = useConversation();
  const query = useInfiniteQuery({
    ...turnsQuery(instance, address),
    // Those that began while they were not shown.
    refetchOnMount: 'always',
  });
  useTurnEvents(query.data?.pages.flatMap(page => page.items));
  return query;
}
