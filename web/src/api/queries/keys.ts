import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type Key = Schemas['ApiKeyView'];
export type KeyAudit = Schemas['ListView_KeyAuditView']['items'][number];

/** How often its uses are read again: they have no event. */
const READ_MS = 15_000;

export const keysKey = ['keys'] as const;
export const keyKey = (id: string) => ['keys', id] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const keysQuery = {
  ...pagesQuery<Key>([...keysKey, 'list'], (query, signal) =>
    expectData(api.GET('/api/v2/api-keys', { params: { query }, signal })),
  ),
  // Each has the time of its last use.
  staleTime: 0,
};

export const keyQuery = (id: string) =>
  queryOptions({
    queryKey: keyKey(id),
    queryFn: () => expectData(api.GET('/api/v2/api-keys/{id}', at(id))),
    staleTime: 0,
    refetchInterval: READ_MS,
  });

export const keyAuditQuery = (id: string) => ({
  ...pagesQuery<KeyAudit>([...keyKey(id), 'audit'], (query, signal) =>
    expectData(api.GET('/api/v2/api-keys/{id}/audit', { params: { path: { id }, query }, signal })),
  ),
  staleTime: 0,
  refetchInterval: READ_MS,
});

export const createKey = (body: Schemas['CreateApiKeyRequest']) =>
  expectData(api.POST('/api/v2/api-keys', { body }));
export const updateKey = (id: string, body: Schemas['UpdateApiKeyRequest']) =>
  expectData(api.PATCH('/api/v2/api-keys/{id}', { ...at(id), body }));
export const revokeKey = (id: string) => expectData(api.DELETE('/api/v2/api-keys/{id}', at(id)));
export const regenerateKey = (id: string) =>
  expectData(api.POST('/api/v2/api-keys/{id}/regenerate', at(id)));
