import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Analytics = Schemas['AnalyticsView'];
export type Report = Schemas['AnalyticsReportView'];
export type Figures = Schemas['AnalyticsFiguresView'];
export type ReportItem = Schemas['AnalyticsItemView'];
export type ReportGroup = Schemas['AnalyticsGroupView'];

export const GROUPINGS = [
  'none',
  'instance',
  'channel',
  'agent',
] as const satisfies readonly Report['groupBy'][];
export const BUCKETS = ['hour', 'day'] as const satisfies readonly Report['bucket'][];

export type Grouping = Report['groupBy'];

export interface AnalyticsFilter {
  since: string;
  until: string;
  instanceId: string;
}

export interface ReportFilter extends AnalyticsFilter {
  /** Empty: the server chooses by the length of the period. */
  bucket: Report['bucket'] | '';
  groupBy: Grouping;
}

/** Messages by content and failures by stage, which the reports do not have. */
export const analyticsQuery = ({ since, until, instanceId }: AnalyticsFilter) =>
  queryOptions({
    queryKey: ['analytics', { since, until, instanceId }],
    queryFn: () => {
      const query = present({ since, until, instanceId });
      return expectData(api.GET('/api/v2/events/analytics', { params: { query } }));
    },
    // The figures of a period that is not over change with every message.
    staleTime: 30_000,
  });

/** Days and hours are those of the reader. */
const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

type ReportQuery = Partial<ReportFilter> & { timeZone: string };

async function read({ bucket, ...rest }: ReportQuery): Promise<Report> {
  const query = bucket ? { ...rest, bucket } : rest;
  return (await expectData(api.GET('/api/v2/analytics', { params: { query } }))) as Report;
}

export const reportQuery = (filter: ReportFilter) =>
  queryOptions({
    queryKey: ['reports', filter],
    queryFn: () => read({ ...present(filter), timeZone: timeZone() }),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

/** The last day by hour, read again while it is shown: it moves with the clock, and each message would count. */
export const lastDayQuery = queryOptions({
  queryKey: ['reports', 'last-day'],
  queryFn: () => read({ bucket: 'hour', timeZone: timeZone() }),
  refetchInterval: 60_000,
});

/** The table of a report, as the server writes it. */
export function readTable(filter: ReportFilter): Promise<Blob> {
  const query = { ...present(filter), timeZone: timeZone(), format: 'csv' as const };
  return expectData(api.GET('/api/v2/analytics', { params: { query }, parseAs: 'blob' }));
}
