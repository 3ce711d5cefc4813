import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { messagesQuery } from '../../../api/queries/messages';
import { useConversation } from '../useConversation';

/** The names of those who have written in what is loaded of the conversation, by their addresses. */
export function useNames(): ReadonlyMap<string, string> {
  const { instance, address } = useConversation();
  const { data } = useInfiniteQuery(messagesQuery(instance, address));
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const page of data?.pages ?? []) {
      for (const { sender, senderAddress } of page.items) {
        if (sender && senderAddress) names.set(senderAddress, sender);
      }
    }
    return names;
  }, [data]);
}
