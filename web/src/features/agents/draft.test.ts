import { expect, test } from 'vitest';
import type { Agent } from '../../api/queries/agents';
import { LineError } from '../../lib/lines';
import { changesOf, draftOf, JsonError, newTool } from './draft';

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

test('an agent that was not edited is sent back as it was read', () => {
  const { hasApiKey: _, ...same } = agent;
  const changes = changesOf(draftOf({ name: 'a', agent }), true);
  expect(changes).toEqual({
    ...same,
    providerId: null,
    agentId: null,
    tools: [{ ...agent.tools[0], parameters: null }, agent.tools[1]],
  });
});

test('a key is only sent where it was typed, and a provider needs none', () => {
  const draft = draftOf({ name: 'a', agent });
  expect(changesOf({ ...draft, apiKey: ' new ' }, true).apiKey).toBe('new');
  expect(changesOf({ ...draft, dropKey: true }, true).apiKey).toBeNull();
  const shared = changesOf({ ...draft, provider: '7', apiKey: 'new' }, false);
  expect(shared).toMatchObject({ providerId: '7', type: null, apiUrl: null, tools: null });
  expect('apiKey' in shared).toBe(false);
});

test('fields that cannot be read are named', () => {
  const draft = draftOf({ name: 'a', agent });
  for (const options of ['[]', '{', '1', 'null']) {
    expect(() => changesOf({ ...draft, options }, true)).toThrow(JsonError);
  }
  const tool = { ...newTool('http'), headers: 'no colon' };
  expect(() => changesOf({ ...draft, tools: [tool] }, true)).toThrow(LineError);
  expect(changesOf({ ...draft, options: ' ', tools: [] }, true)).toMatchObject({
    options: null,
    tools: [],
  });
});
