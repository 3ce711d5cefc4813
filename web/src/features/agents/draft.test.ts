import { expect, test } from 'vitest';
import type { Agent } from '../../api/queries/agents';
import type { Provider } from '../../api/queries/providers';
import { agentSchema, type Draft, draftOf, newTool } from './draft';

const agent: Agent['agent'] = {
  type: 'builtin',
  apiUrl: 'https://m.example/v1',
  hasApiKey: true,
  model: 'tiny',
  prompt: 'Be kind.',
  timeout: 1500,
  streaming: true,
  options: JSON.parse('{"maxSteps": 3}'),
  tools: [
    {
      type: 'http',
      url: 'https://t.example/look',
      name: 'look',
      description: 'Looks',
      method: 'GET',
      headers: { 'x-key': '********' },
    },
    { type: 'mcp', url: 'https://m.example/mcp', token: '********' },
  ],
};

const draft = draftOf({ name: 'a', agent });
const read = (changes: Partial<Draft>, providers: Provider[] = []) =>
  agentSchema(providers).safeParse({ ...draft, ...changes });
const changes = (edits: Partial<Draft>, providers?: Provider[]) =>
  read(edits, providers).data?.agent;
const refused = (edits: Partial<Draft>, providers?: Provider[]) =>
  read(edits, providers).error?.issues.map(issue => issue.path.join('.'));

test('an agent that was not edited is sent back as it was read', () => {
  const { hasApiKey: _, ...same } = agent;
  expect(changes({})).toEqual({
    ...same,
    providerId: null,
    agentId: null,
    tools: [{ ...agent.tools[0], parameters: null }, agent.tools[1]],
  });
});

test('a key is only sent where it was typed, and a provider needs none', () => {
  expect(changes({})).not.toHaveProperty('apiKey');
  expect(changes({ apiKey: ' new ' })?.apiKey).toBe('new');
  expect(changes({ dropKey: true })?.apiKey).toBeNull();
  const provider = { id: '7', type: 'openai' } as Provider;
  // What is not shown is not checked either.
  const shared = changes({ provider: '7', apiKey: 'new', apiUrl: 'x', tools: [newTool('http')] }, [
    provider,
  ]);
  expect(shared).toMatchObject({ providerId: '7', type: null, apiUrl: null, tools: null });
  expect(shared).not.toHaveProperty('apiKey');
});

test('fields that cannot be read are named', () => {
  for (const options of ['[]', '{', '1', 'null']) expect(refused({ options })).toEqual(['options']);
  const http = { ...newTool('http'), url: 'https://t', name: 'a b', headers: 'no colon' };
  expect(refused({ tools: [http] })).toEqual(['tools.0.name', 'tools.0.headers']);
  expect(refused({ tools: [newTool('mcp')], timeout: '601', apiUrl: 'x' })).toEqual([
    'apiUrl',
    'timeout',
    'tools.0.url',
  ]);
  expect(changes({ options: ' ', tools: [] })).toMatchObject({ options: null, tools: [] });
});
