import { expect, test } from 'vitest';
import { agentOf, firstAgent } from './agent';

const none = { hasApiKey: false, timeout: 60_000, streaming: false };
const older = { id: 'p1', createdAt: '2026-01-01T00:00:00.000Z' };
const newer = { id: 'p2', createdAt: '2026-01-02T00:00:00.000Z' };

test('an instance without an agent begins with the latest provider, also after a reload', () => {
  expect(firstAgent(none, [newer, older]).provider).toBe('p2');
  expect(firstAgent(none, [])).toMatchObject({
    provider: '',
    apiUrl: 'https://api.openai.com/v1',
  });
});

test('who comes back finds the agent that the instance has', () => {
  const shared = { ...none, providerId: 'p1', agentId: 'm', prompt: 'Be brief.' };
  expect(firstAgent(shared, [newer, older])).toMatchObject({
    provider: 'p1',
    agentId: 'm',
    prompt: 'Be brief.',
  });
  const own = { ...none, type: 'openai', apiUrl: 'http://127.0.0.1:1/v1', agentId: 'm' };
  expect(firstAgent(own, [newer])).toMatchObject({
    provider: '',
    apiUrl: 'http://127.0.0.1:1/v1',
  });
});

test('a provider and an address clear each other, and an empty key keeps the stored one', () => {
  const fields = {
    provider: 'p1',
    apiUrl: 'https://a.example',
    agentId: 'm',
    apiKey: '',
    prompt: '',
  };
  expect(agentOf(fields)).toEqual({ providerId: 'p1', type: null, apiUrl: null, agentId: 'm' });
  expect(agentOf({ ...fields, provider: '' })).toEqual({
    providerId: null,
    type: 'openai',
    apiUrl: 'https://a.example',
    agentId: 'm',
  });
});
