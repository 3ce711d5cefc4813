import type { Call } from '../../../api/queries/calls';
import type { GroupChange } from '../../../api/queries/groupChanges';
import type { Message } from '../../../api/queries/messages';
import type { Note } from '../../../api/queries/notes';
import { dayOf } from '../../../lib/time';
import type { Outgoing } from '../outbox';

export type Row =
  | { type: 'day'; key: string; at: string }
  | { type: 'unread'; key: string; count: number }
  | { type: 'message'; key: string; message: Message; showsSender: boolean }
  | { type: 'note'; key: string; note: Note }
  | { type: 'call'; key: string; call: Call }
  | { type: 'change'; key: string; change: GroupChange }
  | { type: 'outgoing'; key: string; outgoing: Outgoing };

interface Options {
  /** Oldest first. */
  messages: Message[];
  /** Those between the messages, oldest first. */
  notes?: Note[];
  /** Oldest first. */
  calls?: Call[];
  /** What happened to the group, oldest first. */
  changes?: GroupChange[];
  hasSenders: boolean;
  /** The first message that was unread when the conversation was opened. */
  unread: { externalId: string; count: number } | null;
  outgoing: Outgoing[];
}

/** The rows of a conversation, from its oldest to its newest. */
export function rowsOf(options: Options): Row[] {
  const { messages, notes = [], calls = [], changes = [] } = options;
  const { hasSenders, unread, outgoing } = options;
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
  for (const { at, row, message } of inOrder(messages, between(calls, changes))) {
    addNotes(at);
    const isNewDay = beginDay(at);
    if (row) {
      rows.push(row);
      lastSender = null;
      continue;
    }
    const isFirstUnread = unread?.externalId === message.externalId;
    if (unread && isFirstUnread) rows.push({ type: 'unread', key: 'unread', count: unread.count });
    const { isFromMe } = message;
    const sender = isFromMe ? (message.sentBy?.id ?? null) : message.sender;
    const mayShow = isFromMe ? sender !== null : hasSenders;
    const showsSender = mayShow && (isNewDay || isFirstUnread || sender !== lastSender);
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

/** Whether older notes may be among the loaded messages: the notes are read from the newest on. */
export function needsNotes(
  pages: { items: Note[] }[] | undefined,
  messages: Message[],
  hasOlder: boolean,
): boolean {
  if (!hasOlder) return true;
  const oldest = pages?.findLast(page => page.items.length > 0)?.items.at(-1);
  const first = messages[0];
  return oldest !== undefined && first !== undefined && oldest.createdAt > first.timestamp;
}

/** A row that is no message, at its time. */
interface Between {
  at: string;
  row: Row;
}

type Entry = (Between & { message: null }) | { at: string; row: null; message: Message };

/** Oldest first. */
function between(calls: Call[], changes: GroupChange[]): Between[] {
  const rows: Between[] = [
    ...calls.map(call => ({
      at: call.at,
      row: { type: 'call' as const, key: `call ${call.id}`, call },
    })),
    ...changes.map(change => ({
      at: change.at,
      row: { type: 'change' as const, key: `change ${change.id}`, change },
    })),
  ];
  return rows.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** Both by their times; what is no message precedes the message of the same moment. */
function* inOrder(messages: Message[], others: Between[]): Generator<Entry> {
  let next = 0;
  for (const message of messages) {
    for (let one = others[next]; one && one.at <= message.timestamp; one = others[next]) {
      yield { ...one, message: null };
      next += 1;
    }
    yield { at: message.timestamp, row: null, message };
  }
  for (const one of others.slice(next)) yield { ...one, message: null };
}

interface Loaded {
  /** The channel's addresses of the conversation. */
  addresses: (string | null | undefined)[];
  /** Oldest first. */
  messages: Message[];
  hasOlder: boolean;
  hasNewer: boolean;
}

/** The calls of a conversation that belong to what is loaded of it: the others appear with their messages. */
export function callsWithin(calls: Call[], loaded: Loaded): Call[] {
  const { addresses, messages, hasOlder, hasNewer } = loaded;
  const from = hasOlder ? messages[0]?.timestamp : undefined;
  const to = hasNewer ? messages.at(-1)?.timestamp : undefined;
  return calls.filter(
    call =>
      addresses.includes(call.chat) &&
      (from === undefined || call.at >= from) &&
      (to === undefined || call.at <= to),
  );
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
