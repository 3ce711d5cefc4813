import type { Agent, AgentChanges, AgentConfig, AgentTool } from '../../api/queries/agents';
import type { Provider } from '../../api/queries/providers';
import { pairsOf } from '../../lib/lines';

type Kind = Provider['type'];

/** A tool as it is edited. `key` identifies it on the page only. */
export interface ToolDraft {
  key: number;
  type: AgentTool['type'];
  url: string;
  name: string;
  description: string;
  /** JSON. */
  parameters: string;
  method: 'GET' | 'POST';
  /** `name: value`, one a line. */
  headers: string;
  token: string;
}

/** An agent as it is edited: texts of fields. */
export interface Draft {
  name: string;
  /** A provider's id; empty: an endpoint of the agent's own. */
  provider: string;
  type: Kind;
  apiUrl: string;
  /** Empty: the stored one stays. */
  apiKey: string;
  dropKey: boolean;
  agentId: string;
  model: string;
  prompt: string;
  /** Seconds; empty: the provider's. */
  timeout: string;
  streaming: boolean;
  /** JSON. */
  options: string;
  tools: ToolDraft[];
}

/** Which field holds no JSON object. */
export class JsonError extends Error {
  readonly field: 'options' | 'parameters';

  constructor(field: 'options' | 'parameters') {
    super(field);
    this.field = field;
  }
}

let keys = 0;

export function newTool(type: AgentTool['type']): ToolDraft {
  keys += 1;
  return {
    key: keys,
    type,
    url: '',
    name: '',
    description: '',
    parameters: '',
    method: 'POST',
    headers: '',
    token: '',
  };
}

const shown = (value: object | null | undefined) =>
  value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';

function toolDraft(tool: AgentTool): ToolDraft {
  const headers = Object.entries(tool.headers ?? {}).map(([name, value]) => `${name}: ${value}`);
  return {
    ...newTool(tool.type),
    url: tool.url,
    name: tool.name ?? '',
    description: tool.description ?? '',
    parameters: shown(tool.parameters),
    method: tool.method ?? 'POST',
    headers: headers.join('\n'),
    token: tool.token ?? '',
  };
}

export function draftOf({ name, agent }: Pick<Agent, 'name' | 'agent'>): Draft {
  return {
    name,
    provider: agent.providerId ?? '',
    type: agent.type ?? 'openai',
    apiUrl: agent.apiUrl ?? '',
    apiKey: '',
    dropKey: false,
    agentId: agent.agentId ?? '',
    model: agent.model ?? '',
    prompt: agent.prompt ?? '',
    timeout: agent.timeout ? String(agent.timeout / 1000) : '',
    streaming: agent.streaming,
    options: shown(agent.options),
    tools: agent.tools.map(toolDraft),
  };
}

function objectOf(field: JsonError['field'], text: string): Record<string, never> | null {
  if (!text.trim()) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as Record<string, never>;
    }
  } catch {
    // Reported below.
  }
  throw new JsonError(field);
}

function toolOf(tool: ToolDraft): AgentTool {
  const url = tool.url.trim();
  // The mask of a secret is sent back: it keeps what is stored.
  if (tool.type === 'mcp') return { type: 'mcp', url, token: tool.token.trim() || null };
  return {
    type: 'http',
    url,
    name: tool.name.trim(),
    description: tool.description.trim(),
    parameters: objectOf('parameters', tool.parameters),
    method: tool.method,
    headers: pairsOf(tool.headers),
  };
}

/** The protocol that a draft speaks: only the built-in agent has tools. */
export function kindOf(draft: Draft, providers: readonly Provider[]): Kind | undefined {
  if (!draft.provider) return draft.type;
  return providers.find(provider => provider.id === draft.provider)?.type;
}

/**
 * The draft as changes; throws a `JsonError` or a `LineError` where a field cannot be read. `hasTools`:
 * its protocol has tools, as far as is known.
 */
export function changesOf(draft: Draft, hasTools: boolean): AgentChanges {
  const orNull = (text: string) => text.trim() || null;
  const isOwn = !draft.provider;
  const seconds = Number(draft.timeout);
  return {
    providerId: draft.provider || null,
    type: isOwn ? draft.type : null,
    apiUrl: isOwn ? orNull(draft.apiUrl) : null,
    ...(draft.dropKey ? { apiKey: null } : {}),
    ...(isOwn && draft.apiKey.trim() ? { apiKey: draft.apiKey.trim() } : {}),
    agentId: orNull(draft.agentId),
    model: orNull(draft.model),
    prompt: orNull(draft.prompt),
    timeout: draft.timeout.trim() ? Math.round(seconds * 1000) : null,
    streaming: draft.streaming,
    options: objectOf('options', draft.options),
    tools: hasTools ? draft.tools.map(toolOf) : null,
  };
}

/** What an agent is asked by, in a line. */
export function summary(config: AgentConfig, providerName: string | undefined): string {
  const target = config.providerId ? (providerName ?? config.providerId) : config.apiUrl;
  return [target, config.model ?? config.agentId].filter(Boolean).join(' · ');
}
