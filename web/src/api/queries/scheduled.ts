import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Scheduled = Schemas['ListView_ScheduledMessageView']['items'][number];

export const scheduledKey = ['scheduled'] as const;

const at = (id: string) => ({ params: { path: { id } } });
/** As many as one page of the API has; a chat hardly ever has more. */
const MOST = 100;

/** What waits for its time in a chat, and what failed, the next one first; also before there is a chat. */
export const scheduledQuery = (instanceId: string, address: string, chatId: string | null) =>
  queryOptions({
    queryKey: [...scheduledKey, instanceId, address, chatId],
    queryFn: async ({ signal }) => {
      const of = chatId ? { chatId } : { instanceId };
      const query = { ...of, status: ['scheduled' as const, 'failed' as const], limit: MOST };
      const params = { query };
      const page = await expectData(api.GET('/api/v2/scheduled-messages', { params, signal }));
      return page.items.filter(one => chatId || one.chatId === address).toReversed();
    },
  });

export const schedule = (body: Schemas['CreateScheduledMessageRequest']) =>
  expectData(api.POST('/api/v2/scheduled-messages', { body }));
export const reschedule = (id: string, body: Schemas['UpdateScheduledMessageRequest']) =>
  expectData(api.PATCH('/api/v2/scheduled-messages/{id}', { ...at(id), body }));
export const cancelScheduled = (id: string) =>
  expectData(api.DELETE('/api/v2/scheduled-messages/{id}', at(id)));
