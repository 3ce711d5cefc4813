import type { Message } from '../../../api/queries/messages';
import { dayOf } from '../../../lib/time';
import type { Outgoing } from '../outbox';

export type Row =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string; count: number }
  | { type: 'message'; key: string; message: Message; showsSender: boolean }
  | { type: 'outgoing'; key: string; outgoing: Outgoing };

interface Options {
  /** Oldest first. */
  messages: Message[];
  hasSenders: boolean;
  /** The first message that was unread when the conversation was opened. */
  unread: { externalId: string; count: number } | null;
  outgoing: Outgoing[];
}

/** The rows of a conversation, from its oldest to its newest. */
export function rowsOf({ messages, hasSenders, unread, outgoing }: Options): Row[] {
  const rows: Row[] = [];
  let lastDay = '';
  let lastSender: string | null = null;
  for (const message of messages) {
    const day = dayOf(new Date(message.timestamp));
    const isNewDay = day !== lastDay;
    // With its first message: what is loaded above it does not change the key of another day.
    if (isNewDay) rows.push({ type: 'day', key: `day ${day}`, at: message.timestamp });
    const isFirstUnread = unread?.externalId === message.externalId;
    if (unread && isFirstUnread) rows.push({ type: 'unread', key: 'unread', count: unread.count });
    const sender = message.isFromMe ? null : message.sender;
    const showsSender = hasSenders && (isNewDay || isFirstUnread || sender !== lastSender);
    rows.push({ type: 'message', key: message.externalId, message, showsSender });
    lastDay = day;
    lastSender = sender;
  }
  for (const one of outgoing) rows.push({ type: 'outgoing', key: one.key, outgoing: one });
  return rows;
}

/** The first of the last `count` messages that were received. */
export function firstUnread(messages: Message[], count: number): Options['unread'] {
  let left = count;
  for (const message of messages.toReversed()) {
    if (message.isFromMe) continue;
    left -= 1;
    if (left === 0) return { externalId: message.externalId, count };
  }
  return null;
}
