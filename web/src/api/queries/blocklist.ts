import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Blocked = Schemas['BlockedContactView'];

export const blocklistKey = (instance: string) => ['blocklist', instance] as const;

/** Whom the account has blocked. */
export const blocklistQuery = (id: string) =>
  queryOptions({
    queryKey: blocklistKey(id),
    async queryFn({ signal }): Promise<Blocked[]> {
      const params = { path: { id } };
      return (await expectData(api.GET('/api/v2/instances/{id}/blocklist', { params, signal })))
        .items;
    },
  });

export const blockContact = (id: string, contact: string) =>
  expectData(
    api.POST('/api/v2/instances/{id}/blocklist', { params: { path: { id } }, body: { contact } }),
  );
export const unblockContact = (id: string, contact: string) =>
  expectData(
    api.DELETE('/api/v2/instances/{id}/blocklist/{contact}', { params: { path: { id, contact } } }),
  );
