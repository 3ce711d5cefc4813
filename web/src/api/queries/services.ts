import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Service = Schemas['ServiceView'];

export const servicesKey = ['services'] as const;

export const servicesQuery = queryOptions({
  queryKey: servicesKey,
  queryFn: async () => (await expectData(api.GET('/api/v2/services'))).items as Service[],
  // Memory and load are in no event.
  refetchInterval: 10_000,
});

const at = (name: string) => ({ params: { path: { name } } });

export const startService = (name: string) =>
  expectData(api.POST('/api/v2/services/{name}/start', at(name)));
export const stopService = (name: string) =>
  expectData(api.POST('/api/v2/services/{name}/stop', at(name)));
export const restartService = (name: string) =>
  expectData(api.POST('/api/v2/services/{name}/restart', at(name)));

/** Restarts each; fails with the names and reasons of those that could not be. */
export async function restartAllServices(): Promise<void> {
  const { results } = await expectData(api.POST('/api/v2/services/restart-all'));
  const failed = results.filter(one => !one.success);
  if (failed.length === 0) return;
  throw new Error(failed.map(one => `${one.name}: ${one.error ?? '–'}`).join('; '));
}

export type Queue = Schemas['QueueView'];

export const queuesQuery = queryOptions({
  queryKey: [...servicesKey, 'queues'],
  queryFn: async () => (await expectData(api.GET('/api/v2/services/queues'))).items,
  // A queue is in no event.
  refetchInterval: 10_000,
});
