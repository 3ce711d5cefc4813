import { useInfiniteQuery } from '@tanstack/react-query';
import { turnsQuery } from '../../../api/queries/chatTurns';
import { messagesQuery } from '../../../api/queries/messages';
import { useConversation } from '../useConversation';

/** With whom the conversation is, as its messages or its turns show; not of a group. */
export function usePersonId(): { id: string | null; isPending: boolean } {
  const { instance, address } = useConversation();
  const messages = useInfiniteQuery(messagesQuery(instance, address));
  const turns = useInfiniteQuery(turnsQuery(instance, address));
  const received = messages.data?.pages.flatMap(page => page.items);
  const sender = received?.find(message => !message.isFromMe && message.personId)?.personId;
  const asked = turns.data?.pages[0]?.items.find(turn => turn.personId)?.personId;
  const id = sender ?? asked ?? null;
  return { id, isPending: !id && (messages.isPending || turns.isPending) };
}
