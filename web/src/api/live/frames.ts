/** An event of the log, as the socket sends it. */
export interface LiveEvent {
  type: string;
  payload: Record<string, unknown>;
  id: string;
  /** `null` for what is not in the log, such as typing. */
  seq: number | null;
  timestamp: string;
  instanceId: string | null;
  /** The channel's address of the chat. */
  chatId: string | null;
  messageId: string | null;
  externalId: string | null;
  direction: string | null;
  /** The other person, where the server has a person for them. */
  personId?: string | null;
}

export type Frame =
  | { type: 'subscribed' }
  | { type: 'event'; event: LiveEvent }
  | { type: 'error'; error: { code: string; message: string } }
  | { type: 'other' };

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads a frame; what a later server adds is `other`. */
export function readFrame(text: string): Frame {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: 'other' };
  }
  if (!isObject(value)) return { type: 'other' };
  if (value.type === 'subscribed') return { type: 'subscribed' };
  if (value.type === 'event' && isObject(value.event)) {
    return { type: 'event', event: value.event as unknown as LiveEvent };
  }
  if (value.type === 'error' && isObject(value.error)) {
    return { type: 'error', error: value.error as { code: string; message: string } };
  }
  return { type: 'other' };
}
