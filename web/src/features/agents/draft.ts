import * as z from 'zod/mini';
import type { Agent, AgentChanges, AgentConfig, AgentTool } from '../../api/queries/agents';
import { PROVIDER_TYPES, type Provider } from '../../api/queries/providers';
import {
  optional,
  optionalSeconds,
  optionalUrl,
  pairs,
  readAs,
  required,
  say,
  text,
  url,
} from '../../forms/fields';
import type { SchemaForm } from '../../forms/useSchemaForm';
import { translate } from '../../i18n';

type Kind = Provider['type'];

/** A tool as it is edited. */
export interface ToolDraft {
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

/** An agent as it is edited: texts of fields. A type, as a form has no interface. */
export type Draft = {
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
};

export function newTool(type: AgentTool['type']): ToolDraft {
  return {
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

/** The protocol that a draft speaks: only the built-in agent has tools. */
export function kindOf(draft: Draft, providers: readonly Provider[]): Kind | undefined {
  if (!draft.provider) return draft.type;
  return providers.find(provider => provider.id === draft.provider)?.type;
}

/** The built-in agent has tools, and so may one whose protocol is not known. */
export function hasTools(draft: Draft, providers: readonly Provider[]): boolean {
  const kind = kindOf(draft, providers);
  return kind === undefined || kind === 'builtin';
}

/** A JSON object; `null` where the field is empty. */
const object = (field: 'options' | 'parameters') =>
  readAs((given, refuse): Record<string, never> | null => {
    if (!given.trim()) return null;
    try {
      const value: unknown = JSON.parse(given);
      if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
        return value as Record<string, never>;
      }
    } catch {
      // Refused below.
    }
    return refuse(translate('agents.noJson', { field: translate(`agents.${field}`) }));
  });

const TOOL = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('http'),
    url: url(),
    name: text().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, say('agents.toolNameHint'))),
    description: text(),
    parameters: object('parameters'),
    method: z.enum(['GET', 'POST']),
    headers: pairs(),
  }),
  z.object({
    type: z.literal('mcp'),
    url: url(),
    // The mask of a secret is sent back: it keeps what is stored.
    token: optional(),
  }),
]);

const FIELDS = z.object({
  name: required(),
  provider: optional(),
  type: z.enum(PROVIDER_TYPES),
  apiUrl: z.pipe(
    optionalUrl(),
    z.transform(address => address || null),
  ),
  apiKey: text(),
  dropKey: z.boolean(),
  agentId: optional(),
  model: optional(),
  prompt: optional(),
  timeout: optionalSeconds({ min: 0.1, max: 600 }),
  streaming: z.boolean(),
  options: object('options'),
  tools: z.nullable(z.array(TOOL)),
});

/** Without what is not shown: the endpoint beside a provider, and tools of a protocol without them. */
function shownOf(draft: Draft, providers: readonly Provider[]): z.input<typeof FIELDS> {
  const tools = draft.tools as z.input<typeof TOOL>[];
  const own = draft.provider ? { apiUrl: '', apiKey: '' } : {};
  return { ...draft, ...own, tools: hasTools(draft, providers) ? tools : null };
}

/** An agent as it is edited, read as its name and its changes. */
export const agentSchema = (providers: readonly Provider[]) =>
  z.pipe(
    z.pipe(
      z.transform((draft: Draft) => shownOf(draft, providers)),
      FIELDS,
    ),
    z.transform(({ name, provider, type, apiKey, dropKey, ...rest }) => {
      const agent: AgentChanges = {
        ...rest,
        providerId: provider,
        type: provider ? null : type,
        ...(dropKey ? { apiKey: null } : {}),
        ...(apiKey ? { apiKey } : {}),
      };
      return { name, agent };
    }),
  );

export type AgentValues = z.infer<ReturnType<typeof agentSchema>>;

export type AgentSchemaForm = SchemaForm<Draft, AgentValues>;

/** The form's fields by the API's names. */
export const FIELD_NAMES = {
  'agent.providerId': 'provider',
  'agent.type': 'type',
  'agent.apiUrl': 'apiUrl',
  'agent.apiKey': 'apiKey',
  'agent.agentId': 'agentId',
  'agent.model': 'model',
  'agent.prompt': 'prompt',
  'agent.timeout': 'timeout',
  'agent.options': 'options',
} as const;

/** What an agent is asked by, in a line. */
export function summary(config: AgentConfig, providerName: string | undefined): string {
  const target = config.providerId ? (providerName ?? config.providerId) : config.apiUrl;
  return [target, config.model ?? config.agentId].filter(Boolean).join(' · ');
}
