import { type Chat, chatKey, chatsKey } from '../../../api/queries/chats';
import { setLabel } from '../../../api/queries/labels';
import { useAction } from '../../../components/useAction';
import { useConversation } from '../useConversation';

/** What a change of the chat's labels makes stale. */
export function useChatKeys({ instanceId, externalId }: Chat) {
  const { address } = useConversation();
  return [chatsKey, chatKey(instanceId, address), chatKey(instanceId, externalId)];
}

/** Gives the chat a label, or takes it away. */
export function useSetLabel(chat: Chat) {
  return useAction(
    ({ id, isOn }: { id: string; isOn: boolean }) =>
      setLabel(chat.instanceId, chat.externalId, id, isOn),
    useChatKeys(chat),
  );
}
