import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';
import type { Provider } from './providers';

export type Agent = Schemas['AgentDetailsView'];
export type AgentConfig = Schemas['AgentConfigView'];
export type AgentChanges = Schemas['AgentConfigRequest'];
export type AgentTool = Schemas['AgentToolBody'];
export type AgentVersion = Schemas['AgentVersionView'];
export type TestAnswer = Schemas['TestAgentView'];
export type TestMessage = Schemas['TestMessageBody'];

/** An agent, and its state: a change of another state is refused. */
export interface TaggedAgent {
  agent: Agent;
  tag: string;
}

export const agentsKey = ['agents'] as const;

const PAGE = 100;

const at = (id: string) => ({ params: { path: { id } } });
const changing = (id: string, tag: string) => ({
  params: { path: { id }, header: { 'If-Match': tag } },
});

async function tagged(
  outcome: Promise<{ data?: Agent; error?: unknown; response: Response }>,
): Promise<TaggedAgent> {
  const agent = await expectData(outcome);
  const { response } = await outcome;
  return { agent, tag: response.headers.get('etag') ?? '*' };
}

export const agentsQuery = pagesQuery<Agent>([...agentsKey, 'list'], (query, signal) =>
  expectData(api.GET('/api/v2/agents', { params: { query }, signal })),
);

export const agentQuery = (id: string) =>
  queryOptions({
    queryKey: [...agentsKey, 'one', id],
    queryFn: () => tagged(api.GET('/api/v2/agents/{id}', at(id))),
  });

export const agentVersionsQuery = (id: string) =>
  pagesQuery<AgentVersion>([...agentsKey, 'versions', id], (query, signal) =>
    expectData(
      api.GET('/api/v2/agents/{id}/versions', { params: { path: { id }, query }, signal }),
    ),
  );

/** A version never changes. */
export const agentVersionQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: ['agent-version', id, number],
    queryFn: () =>
      expectData(
        api.GET('/api/v2/agents/{id}/versions/{number}', { params: { path: { id, number } } }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** All of them, to choose one: a server has a few. */
export const allProvidersQuery = queryOptions({
  queryKey: ['providers', 'all'],
  async queryFn({ signal }): Promise<Provider[]> {
    const all: Provider[] = [];
    let cursor: string | undefined;
    do {
      const query = cursor ? { limit: PAGE, cursor } : { limit: PAGE };
      const page = await expectData(api.GET('/api/v2/providers', { params: { query }, signal }));
      all.push(...(page.items as Provider[]));
      cursor = page.meta.hasMore ? (page.meta.cursor ?? undefined) : undefined;
    } while (cursor);
    return all;
  },
});

export const createAgent = (name: string) =>
  expectData(api.POST('/api/v2/agents', { body: { name, agent: {} } }));
export const updateAgent = (id: string, tag: string, body: Schemas['UpdateAgentRequest']) =>
  tagged(api.PATCH('/api/v2/agents/{id}', { ...changing(id, tag), body }));
export const deleteAgent = (id: string) => expectData(api.DELETE('/api/v2/agents/{id}', at(id)));
export const deployAgent = (id: string, instanceIds: string[]) =>
  expectData(api.POST('/api/v2/agents/{id}/deploy', { ...at(id), body: { instanceIds } }));
export const undeployAgent = (id: string, instanceIds: string[]) =>
  expectData(api.POST('/api/v2/agents/{id}/undeploy', { ...at(id), body: { instanceIds } }));
export const testAgent = (id: string, body: Schemas['TestAgentRequest']) =>
  expectData(api.POST('/api/v2/agents/{id}/test', { ...at(id), body }));
export const restoreAgent = (id: string, number: number, apiKey: string) =>
  tagged(
    api.POST('/api/v2/agents/{id}/versions/{number}/restore', {
      params: { path: { id, number } },
      body: apiKey ? { apiKey } : {},
    }),
  );
