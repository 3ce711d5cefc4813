import type { QueryClient } from '@tanstack/react-query';
import { type Message, type Messages, messagesKey } from '../queries/messages';
import type { LiveEvent } from './frames';

type Change = (client: QueryClient) => void;

/** The order in which a status may change; `failed` is final. */
const ORDER: Message['status'][] = ['queued', 'sent', 'delivered', 'read'];

/** How many messages that arrived are kept, and how many fewer once there are more. */
const MOST = 1000;
const SPARE = 200;

/** What an event changes in the conversations that are open or were open. */
export function messageChanges(event: LiveEvent, instance: string): Change[] {
  const edit = editOf(event);
  if (!edit) return [];
  const alternative = event.payload.chatAltId;
  const addresses = [event.chatId, alternative].filter(value => typeof value === 'string');
  return addresses.map(address => client => {
    client.setQueryData<Messages>(messagesKey(instance, address), data => data && edit(data));
  });
}

function editOf(event: LiveEvent): ((data: Messages) => Messages) | undefined {
  const { payload } = event;
  switch (event.type) {
    case 'message.received':
    case 'message.queued':
      return data => insert(data, fromEvent(event));
    case 'message.sent':
      // Written on the account's own phone, or accepted by the network.
      if (payload.content) return data => insert(data, fromEvent(event));
      return data => change(data, event.externalId, message => advance(message, 'sent'));
    case 'message.delivered':
      return data => change(data, event.externalId, message => advance(message, 'delivered'));
    case 'message.read':
      return data => change(data, event.externalId, message => advance(message, 'read'));
    case 'message.held':
      return data =>
        change(data, event.externalId, message => ({
          ...message,
          hold: (payload.hold ?? payload) as Message['hold'],
        }));
    case 'message.failed':
      return data =>
        change(data, event.externalId, message => ({
          ...message,
          status: 'failed',
          errorMessage: String(payload.error ?? ''),
          errorCode: payload.errorCode as Message['errorCode'],
        }));
    case 'message.edited':
      return data =>
        change(data, event.externalId, message => ({
          ...message,
          content: payload.newContent as Message['content'],
          editHistory: [
            ...message.editHistory,
            { at: message.editedAt ?? message.timestamp, text: message.content.text ?? '' },
          ],
          editedAt: String(payload.editedAt ?? event.timestamp),
        }));
    case 'message.deleted':
      return data =>
        change(data, event.externalId, message => ({
          ...message,
          deletedAt: event.timestamp,
          reactions: [],
        }));
    case 'media.processed':
      return data =>
        changeWhere(
          data,
          message => message.id === event.messageId,
          message => withReading(message, payload.result),
        );
    case 'message.starred':
      return data =>
        change(data, event.externalId, message => ({
          ...message,
          isStarred: payload.starred === true,
        }));
    case 'reaction.received':
    case 'reaction.removed':
      return data => change(data, String(payload.messageId), message => react(message, event));
    default:
      return undefined;
  }
}

/** The message of an event; what the event lacks is as the API shows a new one. */
export function fromEvent(event: LiveEvent): Message {
  const { payload } = event;
  const isInbound = event.direction === 'inbound';
  const name = payload.senderName ?? payload.from;
  const status = event.type === 'message.queued' ? 'queued' : isInbound ? 'received' : 'sent';
  return {
    id: event.messageId ?? event.id,
    externalId: event.externalId ?? event.id,
    content: payload.content as Message['content'],
    timestamp: typeof payload.timestamp === 'string' ? payload.timestamp : event.timestamp,
    status,
    isFromMe: !isInbound,
    source:
      (payload.source as Message['source'] | undefined) ?? (isInbound ? 'realtime' : 'device'),
    sender: typeof name === 'string' ? name : null,
    senderAddress: typeof payload.from === 'string' ? payload.from : null,
    personId: null,
    quoted: (payload.quoted as Message['quoted']) ?? null,
    replyTo: typeof payload.replyToId === 'string' ? payload.replyToId : null,
    reactions: [],
    editedAt: null,
    editHistory: [],
    deletedAt: null,
    errorMessage: null,
    transcription: null,
    referral: (payload.referral as Message['referral']) ?? null,
    hold: null,
    sentBy: (payload.sentBy as Message['sentBy']) ?? null,
    isStarred: false,
    viewOnce: payload.viewOnce === true,
    isForwarded: payload.forwarded === true,
  };
}

/** Adds a message, or advances the one that is already there. */
export function insert(data: Messages, message: Message): Messages {
  const isKnown = data.pages.some(page => page.items.some(one => isSame(one, message)));
  if (isKnown)
    return changeWhere(
      data,
      one => isSame(one, message),
      one => merge(one, message),
    );
  return trim(place(data, message));
}

/** Behind what is newer; one that is older than all that is loaded is read with its page. */
function place(data: Messages, message: Message): Messages {
  const isOlder = (one: Message) => one.timestamp <= message.timestamp;
  const [first] = data.pages;
  // A place in the past is shown: what is newer than it is read on the way to the end.
  if (first?.hasNewer && (!first.items[0] || isOlder(first.items[0]))) return data;
  const found = data.pages.findIndex(page => page.items.some(isOlder));
  if (found === -1 && data.pages.at(-1)?.hasMore) return data;
  const target = found === -1 ? data.pages.length - 1 : found;
  const pages = data.pages.map((page, index) => {
    if (index !== target) return page;
    const at = page.items.findIndex(isOlder);
    const before = at === -1 ? page.items.length : at;
    return { ...page, items: page.items.toSpliced(before, 0, message) };
  });
  return { ...data, pages };
}

/** A chat that is open all day: its oldest messages are left to the server again. */
function trim(data: Messages): Messages {
  const [first] = data.pages;
  if (!first || first.items.length <= MOST) return data;
  const items = first.items.slice(0, MOST - SPARE);
  return { pages: [{ ...first, items, hasMore: true }], pageParams: data.pageParams.slice(0, 1) };
}

const isSame = (one: Message, other: Message) =>
  one.id === other.id || one.externalId === other.externalId;

function merge(known: Message, message: Message): Message {
  const { id, externalId } = message;
  const sentBy = known.sentBy ?? message.sentBy;
  return { ...advance(known, message.status), id, externalId, sentBy };
}

function change(data: Messages, externalId: string | null, edit: (message: Message) => Message) {
  return changeWhere(data, message => message.externalId === externalId, edit);
}

function changeWhere(
  data: Messages,
  test: (message: Message) => boolean,
  edit: (message: Message) => Message,
): Messages {
  const pages = data.pages.map(page =>
    page.items.some(test)
      ? { ...page, items: page.items.map(message => (test(message) ? edit(message) : message)) }
      : page,
  );
  return { ...data, pages };
}

/** Receipts arrive in any order: a status never moves back. */
export function advance<T extends Pick<Message, 'status'>>(message: T, status: T['status']): T {
  if (ORDER.indexOf(status) <= ORDER.indexOf(message.status)) return message;
  return message.status === 'failed' ? message : { ...message, status };
}

/** What was read out of a file; a reading without a text leaves what is shown. */
function withReading(message: Message, result: unknown): Message {
  const text = (result as { content?: unknown } | undefined)?.content;
  return typeof text === 'string' ? { ...message, transcription: text } : message;
}

function react(message: Message, event: LiveEvent): Message {
  const { payload } = event;
  const from = String(payload.from);
  const others = message.reactions.filter(reaction => reaction.platformUserId !== from);
  if (event.type === 'reaction.removed') return { ...message, reactions: others };
  const reaction = { platformUserId: from, emoji: String(payload.emoji), at: event.timestamp };
  return { ...message, reactions: [...others, reaction] };
}
