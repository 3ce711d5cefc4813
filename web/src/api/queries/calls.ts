import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

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

/** Of the instance: two events a call. Older calls are found in the events. */
const MOST_EVENTS = 100;

export const callsKey = (instance: string) => ['calls', instance] as const;

/** The latest calls to an instance, oldest first. */
export const callsQuery = (instance: string) =>
  queryOptions({
    queryKey: callsKey(instance),
    async queryFn({ signal }): Promise<Call[]> {
      const query = {
        instanceId: instance,
        eventType: ['call.received' as const, 'call.ended' as const],
        limit: MOST_EVENTS,
      };
      const page = await expectData(api.GET('/api/v2/events', { params: { query }, signal }));
      return callsOf(page.items);
    },
  });

type LoggedEvent = Pick<Schemas['EventView'], 'eventType' | 'receivedAt'> & {
  payload: Record<string, unknown>;
};

/** The calls of these events, which are newest first. */
export function callsOf(events: LoggedEvent[]): Call[] {
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
