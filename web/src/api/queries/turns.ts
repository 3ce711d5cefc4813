import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type Turn = Schemas['TurnView'];

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
  instanceId: string;
  state: Turn['state'] | '';
}

export const turnsKey = ['turns'] as const;
export const turnKey = (id: string) => ['turns', id] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const turnsQuery = (filter: TurnFilter) =>
  pagesQuery<Turn>([...turnsKey, 'list', filter], (page, signal) => {
    const { instanceId, state } = filter;
    const query = { ...page, ...present({ instanceId }), ...(state ? { state: [state] } : {}) };
    return expectData(api.GET('/api/v2/turns', { params: { query }, signal }));
  });

export const turnQuery = (id: string) =>
  queryOptions({
    queryKey: turnKey(id),
    queryFn: () => expectData(api.GET('/api/v2/turns/{id}', at(id))),
  });

export const cancelTurn = (id: string) => expectData(api.POST('/api/v2/turns/{id}/cancel', at(id)));
export const retryTurn = (id: string) => expectData(api.POST('/api/v2/turns/{id}/retry', at(id)));
