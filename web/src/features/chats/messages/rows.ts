import type { Message } from '../../../api/queries/messages';
import type { Note } from '../../../api/queries/notes';
import { dayOf } from '../../../lib/time';
import type { Outgoing } from '../outbox';

export type Row =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string; count: number }
  | { type: 'message'; key: string; message: Message; showsSender: boolean }
  | { type: 'note'; key: string; note: Note }
  | { type: 'outgoing'; key: string; outgoing: Outgoing };

interface Options {
  /** Oldest first. */
  messages: Message[];
  /** Those between the messages, oldest first. */
  notes?: Note[];
  hasSenders: boolean;
  /** The first message that was unread when the conversation was opened. */
  unread: { externalId: string; count: number } | null;
  outgoing: Outgoing[];
}

/** The rows of a conversation, from its oldest to its newest. */
export function rowsOf({ messages, notes = [], hasSenders, unread, outgoing }: Options): Row[] {
  const rows: Row[] = [];
  let lastDay = '';
  let lastSender: string | null = null;
  let nextNote = 0;
  // With its first row: what is loaded above it does not change the key of another day.
  const beginDay = (at: string) => {
    const day = dayOf(new Date(at));
    const isNewDay = day !== lastDay;
    if (isNewDay) rows.push({ type: 'day', key: `day ${day}`, at });
    lastDay = day;
    return isNewDay;
  };
  const addNotes = (until: string | null) => {
    for (let note = notes[nextNote]; note; note = notes[nextNote]) {
      if (until !== null && note.createdAt > until) return;
      beginDay(note.createdAt);
      rows.push({ type: 'note', key: `note ${note.id}`, note });
      nextNote += 1;
    }
  };
  for (const message of messages) {
    addNotes(message.timestamp);
    const isNewDay = beginDay(message.timestamp);
    const isFirstUnread = unread?.externalId === message.externalId;
    if (unread && isFirstUnread) rows.push({ type: 'unread', key: 'unread', count: unread.count });
    const sender = message.isFromMe ? null : message.sender;
    const showsSender = hasSenders && (isNewDay || isFirstUnread || sender !== lastSender);
    rows.push({ type: 'message', key: message.externalId, message, showsSender });
    lastSender = sender;
  }
  addNotes(null);
  for (const one of outgoing) rows.push({ type: 'outgoing', key: one.key, outgoing: one });
  return rows;
}

/** The notes between the first and the last of the loaded messages, oldest first. */
export function notesBetween(
  notes: Note[],
  messages: Message[],
  { hasOlder, hasNewer }: { hasOlder: boolean; hasNewer: boolean },
): Note[] {
  const first = hasOlder ? messages[0]?.timestamp : undefined;
  const last = hasNewer ? messages.at(-1)?.timestamp : undefined;
  return notes
    .filter(({ createdAt }) => (!first || createdAt >= first) && (!last || createdAt <= last))
    .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
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
