import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type Provider = Schemas['ProviderView'];

export const PROVIDER_TYPES = [
  'openai',
  'anthropic',
  'agno',
  'agent_api',
  'webhook',
  'custom',
  'builtin',
] as const satisfies readonly Provider['type'][];

export const providersKey = ['providers'] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const providersQuery = pagesQuery<Provider>([...providersKey, 'list'], (query, signal) =>
  expectData(api.GET('/api/v2/providers', { params: { query }, signal })),
);

export const providerQuery = (id: string) =>
  queryOptions({
    queryKey: [...providersKey, id],
    queryFn: () => expectData(api.GET('/api/v2/providers/{id}', at(id))),
  });

/** Asked from the provider itself, which may be slow or away. */
export const providerAgentsQuery = (id: string) =>
  queryOptions({
    queryKey: ['provider-agents', id],
    queryFn: async () => (await expectData(api.GET('/api/v2/providers/{id}/agents', at(id)))).items,
    retry: false,
  });

export const createProvider = (body: Schemas['CreateProviderRequest']) =>
  expectData(api.POST('/api/v2/providers', { body }));
export const updateProvider = (id: string, body: Schemas['UpdateProviderRequest']) =>
  expectData(api.PATCH('/api/v2/providers/{id}', { ...at(id), body }));
export const deleteProvider = (id: string) =>
  expectData(api.DELETE('/api/v2/providers/{id}', at(id)));
export const checkProvider = (id: string) =>
  expectData(api.POST('/api/v2/providers/{id}/health', at(id)));

/** The agent that answers on an instance. */
export const deployAgent = (instance: string, providerId: string, agentId: string | null) =>
  expectData(
    api.PATCH('/api/v2/instances/{id}', {
      ...at(instance),
      body: { agent: { providerId, agentId } },
    }),
  );
