import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Turn } from '../../api/queries/turns';
import { addressText } from '../../lib/address';

interface Props {
  /** What is about the chat: a turn, a job, an event. */
  of: Pick<Turn, 'instanceId' | 'chat'>;
  /** Opens the chat at this message. */
  message?: string;
  /** Instead of the chat's name. */
  children?: ReactNode;
}

/** The chat of something, and the way to it. */
export function ChatLink({ of, message, children }: Props) {
  const { instanceId, chat } = of;
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
