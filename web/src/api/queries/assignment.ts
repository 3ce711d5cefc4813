import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Assignable = Schemas['ListView_AssignableUserView']['items'][number];

const PAGE = 100;
/** A longer list of users than this is no use in a menu. */
const MOST_PAGES = 5;

export const assigneesKey = (instance: string) => ['assignees', instance] as const;

/** The users to whom the chats of an instance can be assigned. */
export const assigneesQuery = (instance: string) =>
  queryOptions({
    queryKey: assigneesKey(instance),
    async queryFn({ signal }): Promise<Assignable[]> {
      const users: Assignable[] = [];
      let cursor: string | undefined;
      for (let page = 0; page < MOST_PAGES; page += 1) {
        const params = { path: { id: instance }, query: present({ limit: PAGE, cursor }) };
        const { items, meta } = await expectData(
          api.GET('/api/v2/instances/{id}/assignees', { params, signal }),
        );
        users.push(...(items as Assignable[]));
        if (!meta.hasMore || !meta.cursor) break;
        cursor = meta.cursor;
      }
      return users;
    },
    enabled: instance !== '',
  });

const at = (id: string, chatId: string) => ({ params: { path: { id, chatId } } });

/** Without a user, to none. */
export const assignChat = (instance: string, chat: string, userId: string | null) =>
  userId
    ? expectData(
        api.PUT('/api/v2/instances/{id}/chats/{chatId}/assignee', {
          ...at(instance, chat),
          body: { userId },
        }),
      )
    : expectData(api.DELETE('/api/v2/instances/{id}/chats/{chatId}/assignee', at(instance, chat)));
