import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Analytics = Schemas['AnalyticsView'];
export type Hour = Analytics['byHour'][number];

export interface AnalyticsFilter {
  since: string;
  until: string;
  instanceId: string;
}

export const analyticsQuery = (filter: AnalyticsFilter) =>
  queryOptions({
    queryKey: ['analytics', filter],
    queryFn: () =>
      expectData(api.GET('/api/v2/events/analytics', { params: { query: present(filter) } })),
    // The figures of a period that is not over change with every message.
    staleTime: 30_000,
  });
