import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { Part } from './groupChanges';

/** A call to the account. */
export interface Call {
  /** The call's id on the network. */
  id: string;
  /** The channel's address of the conversation. */
  chat: string;
  /** The caller's address. */
  from: string;
  /** When it began, or ended if its beginning was not reported. */
  at: string;
  isVideo: boolean;
  /** `null` while it rings, or if the channel does not report it. */
  outcome: 'missed' | 'declined' | 'answered' | null;
}

/** Two events a call. Between two pages of messages there are hardly more. */
const MOST_EVENTS = 100;

export const callsKey = (instance: string) => ['calls', instance] as const;

/** A part of the conversation of a chat. */
interface PartOf {
  chat: string;
  part: Part;
}

/** What was reported of calls during a part of a conversation, or last of the whole instance; newest first. */
export const callEventsQuery = (instance: string, of: PartOf | null) =>
  queryOptions({
    queryKey: [...callsKey(instance), of],
    async queryFn({ signal }): Promise<CallEvent[]> {
      const query = {
        instanceId: instance,
        eventType: ['call.received' as const, 'call.ended' as const],
        limit: MOST_EVENTS,
        ...(of ? { chatId: of.chat } : {}),
        ...(of?.part.since ? { since: of.part.since } : {}),
        ...(of?.part.until ? { until: of.part.until } : {}),
      };
      return (await expectData(api.GET('/api/v2/events', { params: { query }, signal }))).items;
    },
  });

export type CallEvent = Pick<Schemas['EventView'], 'id' | 'eventType' | 'receivedAt'> & {
  payload: Record<string, unknown>;
};

/** The events of several lists, newest first, each once. */
export function mergedEvents(lists: CallEvent[][]): CallEvent[] {
  const all = new Map(lists.flat().map(event => [event.id, event]));
  // The ids of one moment are in the order of the log.
  const place = ({ receivedAt, id }: CallEvent) => `${receivedAt} ${id}`;
  return [...all.values()].sort((one, other) => (place(one) > place(other) ? -1 : 1));
}

/** The calls of these events, which are newest first. */
export function callsOf(events: Pick<CallEvent, 'eventType' | 'receivedAt' | 'payload'>[]): Call[] {
  const calls = new Map<string, Call>();
  for (const { eventType, receivedAt, payload } of events.toReversed()) {
    const id = String(payload.callId);
    const known = calls.get(id);
    const begun = known ?? {
      id,
      chat: String(payload.chatId),
      from: String(payload.from),
      at: receivedAt,
      isVideo: false,
      outcome: null,
    };
    const isVideo = begun.isVideo || payload.media === 'video';
    const outcome = eventType === 'call.ended' ? outcomeOf(payload.outcome) : begun.outcome;
    calls.set(id, { ...begun, isVideo, outcome });
  }
  return [...calls.values()];
}

function outcomeOf(value: unknown): Call['outcome'] {
  return value === 'missed' || value === 'declined' || value === 'answered' ? value : null;
}
