import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type Label = Schemas['LabelView'];

export const labelsKey = (instance: string) => ['labels', instance] as const;

/** The labels that the chats of an instance can have. */
export const labelsQuery = (instance: string) =>
  queryOptions({
    queryKey: labelsKey(instance),
    async queryFn({ signal }): Promise<Label[]> {
      const params = { path: { id: instance } };
      const page = await expectData(api.GET('/api/v2/instances/{id}/labels', { params, signal }));
      return page.items as Label[];
    },
    enabled: instance !== '',
  });

export const createLabel = (instance: string, name: string) =>
  expectData(
    api.POST('/api/v2/instances/{id}/labels', {
      params: { path: { id: instance } },
      body: { name },
    }),
  );

const at = (id: string, labelId: string) => ({ params: { path: { id, labelId } } });

export const updateLabel = (instance: string, label: string, body: Schemas['UpdateLabelRequest']) =>
  expectData(
    api.PATCH('/api/v2/instances/{id}/labels/{labelId}', { ...at(instance, label), body }),
  );

export const deleteLabel = (instance: string, label: string) =>
  expectData(api.DELETE('/api/v2/instances/{id}/labels/{labelId}', at(instance, label)));

export function setLabel(instance: string, chatId: string, labelId: string, isOn: boolean) {
  const params = { path: { id: instance, chatId, labelId } };
  const path = '/api/v2/instances/{id}/chats/{chatId}/labels/{labelId}';
  return expectData(isOn ? api.PUT(path, { params }) : api.DELETE(path, { params }));
}
