import type { Schemas } from '../../api/client';
import { present } from '../../lib/present';

interface Fields {
  /** Of a stored provider; empty: an address and a key of its own. */
  provider: string;
  apiUrl: string;
  agentId: string;
  apiKey: string;
  prompt: string;
}

/** What the form has at first: the agent that the instance has, or the latest provider. */
export function firstAgent(
  agent: Schemas['AgentView'],
  providers: readonly Pick<Schemas['ProviderView'], 'id' | 'createdAt'>[],
): Fields {
  const latest = providers.toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))[0];
  const known = providers.find(one => one.id === agent.providerId);
  const isOwn = agent.type === 'openai' && Boolean(agent.apiUrl);
  return {
    provider: isOwn ? '' : (known?.id ?? latest?.id ?? ''),
    apiUrl: (isOwn && agent.apiUrl) || 'https://api.openai.com/v1',
    agentId: agent.agentId ?? '',
    apiKey: '',
    prompt: agent.prompt ?? '',
  };
}

/** What is sent of it. An agent has a provider or an address: one clears the other. */
export function agentOf({ provider, apiUrl, agentId, apiKey, prompt }: Fields) {
  const common = { agentId, ...present({ prompt }) };
  if (provider) return { providerId: provider, type: null, apiUrl: null, ...common };
  return { providerId: null, type: 'openai', apiUrl, ...present({ apiKey }), ...common };
}
