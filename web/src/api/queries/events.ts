import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import type { ContentType } from '../contentTypes';
import { expectData } from '../errors';
import type { EventType } from '../eventTypes';
import type { Channel } from './chatFilters';
import { pagesQuery } from './pages';

export type LoggedEvent = Schemas['EventView'];
export type Trace = Schemas['TraceView'];
export type Stage = Schemas['StageView'];

export interface EventFilter {
  channel: Channel | '';
  instanceId: string;
  chatId: string;
  personId: string;
  eventType: EventType | '';
  contentType: ContentType | '';
  direction: 'inbound' | 'outbound' | '';
  since: string;
  until: string;
  search: string;
}

export const eventsKey = ['events'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const eventsQuery = (filter: EventFilter) =>
  pagesQuery<LoggedEvent>([...eventsKey, 'list', filter], (page, signal) => {
    const { channel, eventType, contentType, ...rest } = filter;
    const query = {
      ...page,
      ...present(rest),
      ...(channel ? { channel: [channel] } : {}),
      ...(eventType ? { eventType: [eventType] } : {}),
      ...(contentType ? { contentType: [contentType] } : {}),
    };
    return expectData(api.GET('/api/v2/events', { params: { query }, signal }));
  });

export const eventQuery = (id: string) =>
  queryOptions({
    queryKey: [...eventsKey, id],
    queryFn: () => expectData(api.GET('/api/v2/events/{id}', at(id))),
  });

/** The newest event of a chat, from which its instance and address are known. */
export const chatEventQuery = (chatId: string) =>
  queryOptions({
    queryKey: [...eventsKey, 'chat', chatId],
    async queryFn({ signal }) {
      const params = { query: { chatId, limit: 1 } };
      const page = await expectData(api.GET('/api/v2/events', { params, signal }));
      return page.items[0] ?? null;
    },
  });

export const traceQuery = (id: string) =>
  queryOptions({
    queryKey: [...eventsKey, id, 'trace'],
    queryFn: () => expectData(api.GET('/api/v2/events/{id}/trace', at(id))),
    // A message that is being answered has more stages the next time.
    staleTime: 0,
  });
