import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Person = Schemas['PersonView'];
export type Identity = Schemas['PlatformIdentityView'];
export type Presence = Schemas['PresenceView'];
export type PersonChange = Schemas['PersonChangeView'];
export type TimelineEvent = Schemas['ListView_TimelineEventView']['items'][number];

const PAGE = 50;

export const personsKey = ['persons'] as const;
/** All that is read of single persons. */
export const eachPersonKey = [...personsKey, 'one'] as const;
export const personKey = (id: string) => [...eachPersonKey, id] as const;

const next = (page: { meta: { hasMore: boolean; cursor?: string | null } }) =>
  page.meta.hasMore ? (page.meta.cursor ?? null) : null;

export function readPersons(search: string, cursor: string | null, signal?: AbortSignal) {
  const query = {
    limit: PAGE,
    ...(search ? { search } : {}),
    ...(cursor ? { cursor } : {}),
  };
  return expectData(
    api.GET('/api/v2/persons', { params: { query }, ...(signal ? { signal } : {}) }),
  );
}

export const personsQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: [...personsKey, 'list', search],
    queryFn: ({ pageParam, signal }) => readPersons(search, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: next,
  });

const at = (id: string) => ({ params: { path: { id } } });

/** A person with their accounts. */
export const presenceQuery = (id: string) =>
  queryOptions({
    queryKey: [...personKey(id), 'presence'],
    queryFn: ({ signal }) =>
      expectData(api.GET('/api/v2/persons/{id}/presence', { ...at(id), signal })),
  });

export const historyQuery = (id: string) =>
  queryOptions({
    queryKey: [...personKey(id), 'history'],
    queryFn: ({ signal }) =>
      expectData(api.GET('/api/v2/persons/{id}/history', { ...at(id), signal })),
  });

export const timelineQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: [...personKey(id), 'timeline'],
    queryFn({ pageParam, signal }) {
      const query = { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) };
      const params = { path: { id }, query };
      return expectData(api.GET('/api/v2/persons/{id}/timeline', { params, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: next,
  });

export const mergePersons = (body: Schemas['MergePersonsRequest']) =>
  expectData(api.POST('/api/v2/persons/merge', { body }));
export const linkIdentities = (identityA: string, identityB: string) =>
  expectData(api.POST('/api/v2/persons/link', { body: { identityA, identityB } }));
export const unlinkIdentity = (identityId: string, reason: string) =>
  expectData(api.POST('/api/v2/persons/unlink', { body: { identityId, reason } }));
export const renamePerson = (id: string, displayName: string) =>
  expectData(api.PATCH('/api/v2/persons/{id}', { ...at(id), body: { displayName } }));
