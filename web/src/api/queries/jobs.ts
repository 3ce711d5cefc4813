import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type BatchJob = Schemas['BatchJobView'];
export type BatchRequest = Schemas['CreateBatchJobRequest'];
export type BatchEstimate = Schemas['BatchEstimateView'];
export type SyncRequest = Schemas['StartSyncRequest'];
export type SyncEstimate = Schemas['SyncEstimateView'];
export type Sync = Schemas['InstanceSyncView'];
export type SyncStatus = Schemas['SyncStatusView'];
/** A sync with the id that lists of this page go by. */
export type ListedSync = Sync & { id: string };

export const BATCH_STATES = ['pending', 'running', 'completed', 'failed', 'cancelled'] as const;
export type BatchState = BatchJob['status'];
export const SYNC_STATES = ['running', 'completed', 'failed', 'cancelled'] as const;
export type SyncState = Sync['status'];
export const MEDIA_TYPES = ['audio', 'image', 'video', 'document', 'sticker'] as const;

export interface SyncFilter {
  instanceId: string;
  status: SyncState | '';
}

export const batchJobsKey = ['batch-jobs'] as const;
export const syncsKey = ['syncs'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const batchJobsQuery = (status: BatchState | '') =>
  pagesQuery<BatchJob>([...batchJobsKey, 'list', status], (page, signal) => {
    const query = status ? { ...page, status: [status] } : page;
    return expectData(api.GET('/api/v2/batch-jobs', { params: { query }, signal }));
  });

export const batchJobQuery = (id: string) =>
  queryOptions({
    queryKey: [...batchJobsKey, id],
    queryFn: () => expectData(api.GET('/api/v2/batch-jobs/{id}', at(id))),
  });

export const estimateBatchJob = (body: BatchRequest) =>
  expectData(api.POST('/api/v2/batch-jobs/estimate', { body }));
export const startBatchJob = (body: BatchRequest) =>
  expectData(api.POST('/api/v2/batch-jobs', { body }));
export const cancelBatchJob = (id: string) =>
  expectData(api.POST('/api/v2/batch-jobs/{id}/cancel', at(id)));

export const syncsQuery = ({ status, instanceId }: SyncFilter) =>
  pagesQuery<ListedSync>([...syncsKey, 'list', status, instanceId], async (page, signal) => {
    const query = { ...page, ...present({ instanceId }), ...(status ? { status: [status] } : {}) };
    const read = await expectData(api.GET('/api/v2/syncs', { params: { query }, signal }));
    return { ...read, items: read.items.map(sync => ({ ...sync, id: sync.jobId })) };
  });

export const syncQuery = (id: string) =>
  queryOptions({
    queryKey: [...syncsKey, id],
    queryFn: () => expectData(api.GET('/api/v2/syncs/{id}', at(id))),
  });

/** What is stored of an instance, and the schedule of its continuous sync. */
export const syncStatusQuery = (instance: string) =>
  queryOptions({
    queryKey: [...syncsKey, 'status', instance],
    queryFn: () => expectData(api.GET('/api/v2/instances/{id}/sync/status', at(instance))),
  });

export const startContinuousSync = (instance: string, intervalMs: number) =>
  expectData(
    api.POST('/api/v2/instances/{id}/sync/continuous', { ...at(instance), body: { intervalMs } }),
  );
export const stopContinuousSync = (instance: string) =>
  expectData(api.DELETE('/api/v2/instances/{id}/sync/continuous', at(instance)));

export const estimateSync = (instance: string, body: SyncRequest) =>
  expectData(api.POST('/api/v2/instances/{id}/sync/estimate', { ...at(instance), body }));
export const startSync = (instance: string, body: SyncRequest) =>
  expectData(api.POST('/api/v2/instances/{id}/sync', { ...at(instance), body }));
export const cancelSync = (id: string) => expectData(api.POST('/api/v2/syncs/{id}/cancel', at(id)));
