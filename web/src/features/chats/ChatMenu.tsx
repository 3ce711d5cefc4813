import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Schemas } from '../../api/client';
import { type Chat, chatKey, chatsKey, updateChat } from '../../api/queries/chats';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { Tool } from './composer/Tool';

/** Puts a chat at the top of the list, or away from it, silences it, and keeps it for later as unread. */
export function ChatMenu({ chat }: { chat: Chat }) {
  const t = useText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useMutation({
    mutationFn: (body: Schemas['UpdateChatRequest']) =>
      updateChat(chat.instanceId, chat.externalId, body),
    onSuccess(_, { markedUnread }) {
      // It is left: what is open is read.
      if (markedUnread) void navigate({ to: '/chats', search: ({ message: _, ...rest }) => rest });
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
      <Tool
        name={t(chat.muted ? 'chats.unmute' : 'chats.mute')}
        path="M6 17v-6a6 6 0 0 1 12 0v6l2 2H4zM10 21h4M4 4l16 16"
        isPressed={chat.muted}
        onClick={() => change.mutate({ muted: !chat.muted })}
      />
      <Tool
        name={t('chats.markUnread')}
        path="M4 6h11M4 6v12h16v-7M4 7l8 6 3-2M20 6v.1"
        onClick={() => change.mutate({ markedUnread: true })}
      />
      {change.isError && (
        <p role="alert" className="text-bad">
          <Reason error={change.error} />
        </p>
      )}
    </>
  );
}
