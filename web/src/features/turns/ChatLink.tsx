import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Turn } from '../../api/queries/turns';
import { addressText } from '../../lib/address';

interface Props {
  turn: Pick<Turn, 'instanceId' | 'chat'>;
  /** Opens the chat at this message. */
  message?: string;
  /** Instead of the chat's name. */
  children?: ReactNode;
}

/** The chat of a turn, and the way to it. */
export function ChatLink({ turn, message, children }: Props) {
  const { instanceId, chat } = turn;
  if (!chat) return children ?? '–';
  return (
    <Link
      to="/chats/$instance/$chat"
      params={{ instance: instanceId, chat: chat.externalId }}
      search={message ? { message } : {}}
      preload={false}
      className="underline"
    >
      {children ?? <bdi>{chat.name || addressText(chat.externalId)}</bdi>}
    </Link>
  );
}
