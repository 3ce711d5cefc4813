import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Schemas } from '../../api/client';
import { type Chat, chatKey, chatsKey, updateChat } from '../../api/queries/chats';
import { useText } from '../../i18n/useText';
import { Tool } from './composer/Tool';

/** Puts a chat at the top of the list, or away from it. */
export function ChatMenu({ chat }: { chat: Chat }) {
  const t = useText();
  const client = useQueryClient();
  const change = useMutation({
    mutationFn: (body: Schemas['UpdateChatRequest']) =>
      updateChat(chat.instanceId, chat.externalId, body),
    onSuccess() {
      void client.invalidateQueries({ queryKey: chatsKey });
      void client.invalidateQueries({ queryKey: chatKey(chat.instanceId, chat.externalId) });
    },
  });
  return (
    <>
      <Tool
        name={t(chat.pinned ? 'chats.unpin' : 'chats.pin')}
        path="M9 3h6l-1 7 4 3v2H6v-2l4-3zM12 15v6"
        isPressed={chat.pinned}
        onClick={() => change.mutate({ pinned: !chat.pinned })}
      />
      <Tool
        name={t(chat.archived ? 'chats.unarchive' : 'chats.archive')}
        path="M4 4h16v4H4zM6 8v12h12V8M10 12h4"
        isPressed={chat.archived}
        onClick={() => change.mutate({ archived: !chat.archived })}
      />
    </>
  );
}
