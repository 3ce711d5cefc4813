import { queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import { expectData } from '../errors';

/** More of one instance are not counted. */
const MOST = 100;

export const unreadKey = (instance: string) => ['unread', instance] as const;

/** How many chats of the main list have something unread. */
export const unreadQuery = (instance: string) =>
  queryOptions({
    queryKey: unreadKey(instance),
    async queryFn({ signal }): Promise<number> {
      const query = { unread: true, archived: false, limit: MOST };
      const params = { path: { id: instance }, query };
      const page = await expectData(api.GET('/api/v2/instances/{id}/chats', { params, signal }));
      return page.items.length;
    },
  });
