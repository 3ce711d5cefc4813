import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type QuickReply = Schemas['QuickReplyView'];

export const quickRepliesKey = ['quick-replies'] as const;

const at = (id: string) => ({ params: { path: { id } } });

/** By shortcut; of an instance its own and those for all. */
export const quickRepliesQuery = (instanceId: string) =>
  queryOptions({
    queryKey: [...quickRepliesKey, instanceId],
    queryFn: async ({ signal }) => {
      const params = { query: present({ instanceId }) };
      return (await expectData(api.GET('/api/v2/quick-replies', { params, signal }))).items;
    },
  });

export const createQuickReply = (body: Schemas['CreateQuickReplyRequest']) =>
  expectData(api.POST('/api/v2/quick-replies', { body }));
export const updateQuickReply = (id: string, body: Schemas['UpdateQuickReplyRequest']) =>
  expectData(api.PATCH('/api/v2/quick-replies/{id}', { ...at(id), body }));
export const deleteQuickReply = (id: string) =>
  expectData(api.DELETE('/api/v2/quick-replies/{id}', at(id)));
