import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { type Message, readPlace } from './messages';
import { pagesQuery } from './pages';

export type Turn = Schemas['TurnView'];
export type TurnDetails = Schemas['TurnDetailsView'];

export const TURN_STATES = [
  'collecting',
  'waiting_media',
  'running',
  'awaiting_reply',
  'replying',
  'done',
  'failed',
  'superseded',
  'cancelled',
] as const satisfies readonly Turn['state'][];

export interface TurnFilter {
  personId: string;
  instanceId: string;
  state: Turn['state'] | '';
}

export const turnsKey = ['turns'] as const;
export const turnKey = (id: string) => ['turns', id] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const turnsQuery = (filter: TurnFilter) =>
  pagesQuery<Turn>([...turnsKey, 'list', filter], (page, signal) => {
    const { personId, instanceId, state } = filter;
    const named = present({ personId, instanceId });
    const query = { ...page, ...named, ...(state ? { state: [state] } : {}) };
    return expectData(api.GET('/api/v2/turns', { params: { query }, signal }));
  });

export const turnQuery = (id: string) =>
  queryOptions({
    queryKey: turnKey(id),
    queryFn: () => expectData(api.GET('/api/v2/turns/{id}', at(id))),
  });

/** The messages of a turn and those around them, by their ids: it has the ids alone. */
export const turnMessagesQuery = (turn: TurnDetails) => {
  const [first] = turn.messageIds;
  return queryOptions({
    queryKey: [...turnKey(turn.id), 'messages', first ?? ''],
    async queryFn({ signal }): Promise<Map<string, Message>> {
      const place = first ? { around: first } : null;
      const { items } = await readPlace(turn.instanceId, turn.chatId, place, signal);
      return new Map(items.map(message => [message.id, message]));
    },
    structuralSharing: false,
  });
};

export const cancelTurn = (id: string) => expectData(api.POST('/api/v2/turns/{id}/cancel', at(id)));
export const retryTurn = (id: string) => expectData(api.POST('/api/v2/turns/{id}/retry', at(id)));
