import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { EventType } from '../eventTypes';
import { pagesQuery } from './pages';

export type LoggedEvent = Schemas['EventView'];
export type Trace = Schemas['TraceView'];
export type Stage = Schemas['StageView'];

export interface EventFilter {
  instanceId: string;
  eventType: EventType | '';
  direction: 'inbound' | 'outbound' | '';
  since: string;
  until: string;
  search: string;
}

export const eventsKey = ['events'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const eventsQuery = (filter: EventFilter) =>
  pagesQuery<LoggedEvent>([...eventsKey, 'list', filter], (page, signal) => {
    const { eventType, ...rest } = filter;
    const query = { ...page, ...present(rest), ...(eventType ? { eventType: [eventType] } : {}) };
    return expectData(api.GET('/api/v2/events', { params: { query }, signal }));
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [...eventsKey, id],
    queryFn: () => expectData(api.GET('/api/v2/events/{id}', at(id))),
  });

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: [...eventsKey, id, 'trace'],
    queryFn: () => expectData(api.GET('/api/v2/events/{id}/trace', at(id))),
    // A message that is being answered has more stages the next time.
    staleTime: 0,
  });
