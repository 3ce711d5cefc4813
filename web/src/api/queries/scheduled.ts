import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { type Attachment, fileForm, type Target } from './sending';

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

/** When it is sent, and what it answers. */
export interface Later {
  sendAt: string;
  replyTo?: string;
}

/** A repeat with the same key schedules nothing twice. */
const withKey = (key: string) => ({ header: { 'Idempotency-Key': key } });

export const scheduleText = (to: Target, text: string, later: Later, key: string) =>
  expectData(
    api.POST('/api/v2/scheduled-messages', {
      params: withKey(key),
      body: { instanceId: to.instance, to: to.address, text, ...later },
    }),
  );

export const scheduleFile = (to: Target, file: Attachment, later: Later, key: string) =>
  expectData(
    api.POST('/api/v2/scheduled-messages/media', {
      params: withKey(key),
      // The generated type is that of the form without JSON's; the browser writes the body.
      body: fileForm(to, file, { ...later }) as never,
      bodySerializer: body => body as never,
    }),
  );

export const reschedule = (id: string, body: Schemas['UpdateScheduledMessageRequest']) =>
  expectData(api.PATCH('/api/v2/scheduled-messages/{id}', { ...at(id), body }));
export const cancelScheduled = (id: string) =>
  expectData(api.DELETE('/api/v2/scheduled-messages/{id}', at(id)));
