import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';

export type View = Schemas['SavedViewView'];

export const viewsKey = ['views'] as const;

const at = (id: string) => ({ params: { path: { id } } });

/** The signed-in user's, in their order. */
export const viewsQuery = queryOptions({
  queryKey: viewsKey,
  queryFn: async ({ signal }) => (await expectData(api.GET('/api/v2/views', { signal }))).items,
});

export const createView = (body: Schemas['CreateViewRequest']) =>
  expectData(api.POST('/api/v2/views', { body }));
export const updateView = (id: string, body: Schemas['UpdateViewRequest']) =>
  expectData(api.PATCH('/api/v2/views/{id}', { ...at(id), body }));
export const deleteView = (id: string) => expectData(api.DELETE('/api/v2/views/{id}', at(id)));
