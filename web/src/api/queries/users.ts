import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type User = Schemas['UserView'];
export type UserAudit = Schemas['ListView_UserAuditView']['items'][number];
export type OwnSession = Schemas['SessionView'];

export const ROLES = ['owner', 'admin', 'agent', 'viewer'] as const;
export type Role = User['role'];

export const usersKey = ['users'] as const;
export const userKey = (id: string) => ['users', id] as const;
export const sessionsKey = ['own-sessions'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const usersQuery = pagesQuery<User>([...usersKey, 'list'], (query, signal) =>
  expectData(api.GET('/api/v2/users', { params: { query }, signal })),
);

/** More users than this are no use in a menu. */
const MOST_PAGES = 5;

/** Those among whom a person is chosen, and by whose names they are shown. */
export const userNamesQuery = queryOptions({
  queryKey: [...usersKey, 'names'],
  async queryFn({ signal }): Promise<User[]> {
    const users: User[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const query = cursor ? { limit: 100, cursor } : { limit: 100 };
      const { items, meta } = await expectData(
        api.GET('/api/v2/users', { params: { query }, signal }),
      );
      users.push(...(items as User[]));
      if (!meta.hasMore || !meta.cursor) break;
      cursor = meta.cursor;
    }
    return users;
  },
});

export const userQuery = (id: string) =>
  queryOptions({
    queryKey: userKey(id),
    queryFn: () => expectData(api.GET('/api/v2/users/{id}', at(id))),
  });

export const userAuditQuery = (id: string) =>
  pagesQuery<UserAudit>([...userKey(id), 'audit'], (query, signal) =>
    expectData(api.GET('/api/v2/users/{id}/audit', { params: { path: { id }, query }, signal })),
  );

export const sessionsQuery = pagesQuery<OwnSession>(sessionsKey, (query, signal) =>
  expectData(api.GET('/api/v2/auth/sessions', { params: { query }, signal })),
);

export const createUser = (body: Schemas['CreateUserRequest']) =>
  expectData(api.POST('/api/v2/users', { body }));
export const updateUser = (id: string, body: Schemas['UpdateUserRequest']) =>
  expectData(api.PATCH('/api/v2/users/{id}', { ...at(id), body }));
export const deleteUser = (id: string) => expectData(api.DELETE('/api/v2/users/{id}', at(id)));
export const disableUser = (id: string) =>
  expectData(api.POST('/api/v2/users/{id}/disable', at(id)));
export const enableUser = (id: string) => expectData(api.POST('/api/v2/users/{id}/enable', at(id)));
export const resetPassword = (id: string) =>
  expectData(api.POST('/api/v2/users/{id}/reset-password', { ...at(id), body: {} }));
export const endSession = (id: string) =>
  expectData(api.DELETE('/api/v2/auth/sessions/{id}', at(id)));
