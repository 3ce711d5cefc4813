import type { LiveEvent } from '../../../api/live/frames';

export interface ShownTurns {
  instance: string;
  /** The chat's, as the page was opened: it may have another one. */
  address: string;
  /** Their ids; `undefined` before they are read. */
  ids: ReadonlySet<string> | undefined;
}

/**
 * Whether the turns that are shown may have changed with an event, besides those that `api/live/apply.ts` reads anew:
 * the chat's by the address of the event.
 */
export function changesTurns(event: LiveEvent, { instance, address, ids }: ShownTurns): boolean {
  const { type, instanceId, chatId, payload } = event;
  // Two chats were found to be one: a turn of the one has the messages of the other's.
  if (type === 'identity.merged') return instanceId === null || instanceId === instance;
  if (instanceId !== instance) return false;
  // Also where it is added to a turn that gathers messages, whose state stays.
  if (type === 'message.received') return chatId === address || payload.chatAltId === address;
  if (type !== 'agent.turn_changed' || chatId === address) return false;
  return !ids || ids.has(String(payload.turnId));
}
