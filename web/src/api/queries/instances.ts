import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Instance = Schemas['InstanceView'];
export type Status = Schemas['ConnectionStatusView'];
export type InstanceState = Status['state'];

export const instancesKey = ['instances'] as const;
export const statusKey = (id: string) => ['instance-status', id] as const;
export const instanceKey = (id: string) => ['instance', id] as const;

const PAGE = 100;

/** All of them: a person runs tens, and the pages that show them need every state. */
export const instancesQuery = queryOptions({
  queryKey: instancesKey,
  async queryFn({ signal }): Promise<Instance[]> {
    const all: Instance[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor ? { limit: PAGE, cursor } : { limit: PAGE };
      const page = await expectData(api.GET('/api/v2/instances', { params: { query }, signal }));
      all.push(...(page.items as Instance[]));
      cursor = page.meta.hasMore ? (page.meta.cursor ?? undefined) : undefined;
    } while (cursor);
    return all;
  },
});

export const instanceQuery = (id: string) =>
  queryOptions({
    queryKey: instanceKey(id),
    queryFn: () => expectData(api.GET('/api/v2/instances/{id}', { params: { path: { id } } })),
  });

export const statusQuery = (id: string) =>
  queryOptions({
    queryKey: statusKey(id),
    queryFn: () =>
      expectData(api.GET('/api/v2/instances/{id}/status', { params: { path: { id } } })),
    // The state arrives over the socket; the evidence, times of the last frames, does not.
    refetchInterval: 15_000,
  });

export function createInstance(body: Schemas['CreateInstanceRequest']) {
  return expectData(api.POST('/api/v2/instances', { body }));
}

const at = (id: string) => ({ params: { path: { id } } });

export const connectInstance = (id: string) =>
  expectData(api.POST('/api/v2/instances/{id}/connect', at(id)));
export const disconnectInstance = (id: string) =>
  expectData(api.POST('/api/v2/instances/{id}/disconnect', at(id)));
export const logOutInstance = (id: string) =>
  expectData(api.POST('/api/v2/instances/{id}/logout', at(id)));
export const deleteInstance = (id: string) =>
  expectData(api.DELETE('/api/v2/instances/{id}', at(id)));
export const pairInstance = (id: string, phoneNumber: string) =>
  expectData(api.POST('/api/v2/instances/{id}/pair', { ...at(id), body: { phoneNumber } }));
