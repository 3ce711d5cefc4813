import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { MessagePage } from './messages';

const ACTIONS = [
  'added',
  'joined',
  'removed',
  'left',
  'promoted',
  'demoted',
  'requested',
  'request_ended',
] as const;
const SETTINGS = [
  'subject',
  'description',
  'adminsOnlySend',
  'adminsOnlyEdit',
  'adminsOnlyAdd',
  'joinApproval',
  'disappearingSeconds',
] as const;
export type GroupAction = (typeof ACTIONS)[number];
export type GroupSetting = (typeof SETTINGS)[number];

/** What someone did in a group. */
export interface GroupChange {
  id: string;
  at: string;
  /** The address of who did it, if the network reports it. */
  by: string | null;
  what:
    | { action: GroupAction; people: string[] }
    | { changes: [GroupSetting, string | number | boolean][] };
}

/** A part of a conversation, by its times: from `since` on, and before `until`. */
export interface Part {
  since: string | null;
  until: string | null;
}

/** Between two pages of messages hardly anything happens to a group; of more, the newest are shown. */
const MOST = 100;
/** Times of messages are whole seconds. */
const SECOND_MS = 1000;

export const groupChangesKey = (instance: string) => ['group-changes', instance] as const;

/** What happened in a group during a part of its conversation, oldest first. */
export const groupChangesQuery = (instance: string, chat: string, part: Part) =>
  queryOptions({
    queryKey: [...groupChangesKey(instance), chat, part],
    async queryFn({ signal }): Promise<GroupChange[]> {
      const query = {
        instanceId: instance,
        chatId: chat,
        eventType: ['group.participants' as const, 'group.updated' as const],
        limit: MOST,
        ...(part.since ? { since: part.since } : {}),
        ...(part.until ? { until: part.until } : {}),
      };
      const page = await expectData(api.GET('/api/v2/events', { params: { query }, signal }));
      return changesOf(page.items);
    },
  });

/** The parts that the pages of messages, which are newest first, stand for. */
export function partsOf(pages: Pick<MessagePage, 'items' | 'hasMore' | 'hasNewer'>[]): Part[] {
  const filled = pages.filter(page => page.items.length > 0);
  const [first] = filled;
  if (!first) return [{ since: null, until: null }];
  const newest = first.items[0]?.timestamp;
  let until =
    first.hasNewer && newest ? new Date(Date.parse(newest) + SECOND_MS).toISOString() : null;
  return filled.map((page, index) => {
    const isOldest = index === filled.length - 1 && !page.hasMore;
    const since = isOldest ? null : (page.items.at(-1)?.timestamp ?? null);
    const part = { since, until };
    until = since;
    return part;
  });
}

type LoggedEvent = Pick<Schemas['EventView'], 'id' | 'receivedAt'> & {
  payload: Record<string, unknown>;
};

/** The changes of these events, which are newest first. What is not known is left out. */
export function changesOf(events: LoggedEvent[]): GroupChange[] {
  return events.toReversed().flatMap(({ id, receivedAt, payload }) => {
    const what = whatOf(payload);
    const by = typeof payload.by === 'string' ? payload.by : null;
    return what ? [{ id, at: receivedAt, by, what }] : [];
  });
}

function whatOf({ action, participants, changes }: Record<string, unknown>) {
  const known = ACTIONS.find(one => one === action);
  if (known && Array.isArray(participants))
    return { action: known, people: participants.map(String) };
  if (typeof changes !== 'object' || changes === null) return null;
  const made = SETTINGS.flatMap((name): [GroupSetting, string | number | boolean][] => {
    const value = (changes as Record<string, unknown>)[name];
    const isShown =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isShown ? [[name, value]] : [];
  });
  return made.length > 0 ? { changes: made } : null;
}
