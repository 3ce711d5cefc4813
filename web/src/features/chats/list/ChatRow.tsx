import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { Chat } from '../../../api/queries/chats';
import { cx } from '../../../components/cx';
import { When } from '../../../components/When';
import { useText } from '../../../i18n/useText';
import { addressText } from '../../../lib/address';
import { useHolds } from '../useHolds';
import { ChatMarks } from '../work/ChatMarks';
import { LastMessage } from './LastMessage';

/** What a chat is called; its number where it has no name. */
export function chatName(
  chat: Pick<Chat, 'name' | 'externalId'> | null | undefined,
  address: string,
): string {
  return chat?.name || addressText(chat?.externalId ?? address);
}

interface Props {
  chat: Chat;
  instanceName: string | undefined;
  isOpen: boolean;
  /** Who is signed in. */
  userId: string | undefined;
}

export const ChatRow = memo(function ChatRow({ chat, instanceName, isOpen, userId }: Props) {
  const t = useText();
  const isPaused = useHolds(chat.agentPause);
  const isUnread = chat.unreadCount > 0 || chat.markedUnread;
  return (
    <Link
      to="/chats/$instance/$chat"
      params={{ instance: chat.instanceId, chat: chat.externalId }}
      search={({ message: _, ...rest }) => rest}
      preload={false}
      className={cx(
        'flex h-full flex-col justify-center gap-0.5 px-4 outline-offset-[-2px] hover:bg-raised',
        isOpen && 'bg-raised',
      )}
    >
      <span className="flex items-baseline justify-between gap-2">
        <bdi className={cx('truncate', isUnread ? 'font-semibold' : 'font-medium')}>
          {chatName(chat, chat.externalId)}
        </bdi>
        {chat.lastMessageAt && (
          <span className="shrink-0 text-quiet text-xs">
            <When at={chat.lastMessageAt} />
          </span>
        )}
      </span>
      <span className="flex items-center justify-between gap-2">
        <LastMessage chat={chat} userId={userId} />
        {isPaused && (
          <span className="shrink-0 text-warn text-xs">
            <span aria-hidden="true">❚❚</span>
            <span className="sr-only">{t('chats.shown.paused')}</span>
          </span>
        )}
        {chat.pinned && (
          <span className="shrink-0 text-quiet text-xs">
            <span aria-hidden="true">⚲</span>
            <span className="sr-only">{t('chats.pinned')}</span>
          </span>
        )}
        {chat.unreadCount === 0 && chat.markedUnread && (
          <span className="size-3 shrink-0 rounded-full bg-accent">
            <span className="sr-only">{t('chats.shown.unread')}</span>
          </span>
        )}
        {chat.unreadCount > 0 && (
          <span className="shrink-0 rounded-full bg-accent px-2 text-on-accent text-xs leading-5">
            <span aria-hidden="true">{chat.unreadCount}</span>
            <span className="sr-only">{t('chats.unread', { count: chat.unreadCount })}</span>
          </span>
        )}
      </span>
      {(instanceName || chat.assignee || chat.labels.length > 0) && (
        <span className="flex min-w-0 items-center gap-2 overflow-hidden">
          {instanceName && <bdi className="truncate text-quiet text-xs">{instanceName}</bdi>}
          <ChatMarks chat={chat} />
        </span>
      )}
    </Link>
  );
});
