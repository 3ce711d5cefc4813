import { useInfiniteQuery } from '@tanstack/react-query';
import { type Chat, chatsQuery } from '../../api/queries/chats';

/** The chat, as the list has it. */
export function useChat(instance: string, address: string): Chat | undefined {
  const { data } = useInfiniteQuery(chatsQuery(instance));
  const chats = data?.pages.flatMap(page => page.items as Chat[]);
  return chats?.find(chat => chat.externalId === address);
}
