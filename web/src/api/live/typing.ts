import { createStore } from '../../lib/store';
import type { LiveEvent } from './frames';

/** Someone who writes or records in a chat now. */
export interface Typist {
  instance: string;
  /** The channel's address of the chat. */
  chat: string;
  /** The channel's address of the person. */
  from: string;
  isRecording: boolean;
  /** Milliseconds since 1970; a phone that loses its network reports no end. */
  until: number;
}

/** A phone repeats it while its owner goes on. */
export const TYPING_MS = 25_000;
/** Of all chats together: the newest. */
const MOST = 200;

export const typists = createStore<readonly Typist[]>([]);

/** Keeps who writes: until the end is reported, the message has arrived, or the time is over. */
export function applyTyping(events: LiveEvent[], now = Date.now()): void {
  let next = typists.get();
  for (const event of events) {
    if (event.type === 'presence.typing') next = typed(next, event, now);
    else if (event.type === 'message.received' && next.length > 0) next = wrote(next, event);
  }
  if (next !== typists.get()) typists.set(next.filter(one => one.until > now).slice(-MOST));
}

function typed(known: readonly Typist[], event: LiveEvent, now: number): readonly Typist[] {
  const { instanceId: instance, chatId: chat, payload } = event;
  const { from } = payload;
  if (!instance || !chat || typeof from !== 'string') return known;
  const others = known.filter(one => !isOf(one, instance, [chat], [from]));
  if (payload.isTyping !== true) return others;
  const isRecording = payload.recording === true;
  return [...others, { instance, chat, from, isRecording, until: now + TYPING_MS }];
}

function wrote(known: readonly Typist[], event: LiveEvent): readonly Typist[] {
  const { instanceId, chatId, payload } = event;
  const chats = [chatId, payload.chatAltId];
  const people = [payload.from, payload.fromAlt];
  const left = known.filter(one => !isOf(one, instanceId, chats, people));
  return left.length === known.length ? known : left;
}

const isOf = (one: Typist, instance: string | null, chats: unknown[], people: unknown[]) =>
  one.instance === instance && chats.includes(one.chat) && people.includes(one.from);
