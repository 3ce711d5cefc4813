import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { messagesQuery } from '../../../api/queries/messages';
import { useConversation } from '../useConversation';

/** The names of those who have written in what is loaded of the conversation, by their addresses. */
export function useNames(): ReadonlyMap<string, string> {
  const { instance, address } = useConversation();
  // The list of messages reads them, from the place at which the conversation is opened.
  const { data } = useInfiniteQuery({ ...messagesQuery(instance, address), enabled: false });
  return useMemo(() => {
    const names = new Map<string, string>();
    for (const page of data?.pages ?? []) {
      for (const { sender, senderAddress } of page.items) {
        // Who has no name is listed by the address.
        if (sender && senderAddress && sender !== senderAddress) names.set(senderAddress, sender);
      }
    }
    return names;
  }, [data]);
}
