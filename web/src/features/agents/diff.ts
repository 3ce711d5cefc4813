import type { AgentVersion } from '../../api/queries/agents';

export interface Line {
  kind: 'same' | 'added' | 'removed' | 'gap';
  text: string;
}

export const FIELDS = [
  'name',
  'provider',
  'type',
  'apiUrl',
  'key',
  'agentId',
  'model',
  'prompt',
  'tools',
  'documents',
  'timeout',
  'streaming',
  'options',
] as const;

export interface Difference {
  field: (typeof FIELDS)[number];
  lines: Line[];
}

export type Side = Pick<AgentVersion, 'name' | 'agent' | 'documents'>;

/** Unchanged lines that are shown around a change. */
const CONTEXT = 2;
/** Beyond this product of lines everything is shown as replaced: the table would be too large. */
const MOST_CELLS = 4_000_000;

/** What is written instead of yes, no, and a provider's id. */
export interface Words {
  yesNo: (on: boolean) => string;
  provider: (id: string) => string;
}

const json = (value: object | null | undefined) =>
  value && Object.keys(value).length > 0 ? JSON.stringify(value, null, 2) : '';

/** The fields as texts. Versions hold no secrets, so that none is compared. */
function texts(
  { name, agent, documents }: Side,
  words: Words,
): Record<Difference['field'], string> {
  const tools = agent.tools.map(({ token: _, headers, ...tool }) => ({
    ...tool,
    ...(headers && Object.keys(headers).length > 0 ? { headers: Object.keys(headers) } : {}),
  }));
  return {
    name,
    provider: agent.providerId ? words.provider(agent.providerId) : '',
    type: agent.type ?? '',
    apiUrl: agent.apiUrl ?? '',
    key: words.yesNo(agent.hasApiKey),
    agentId: agent.agentId ?? '',
    model: agent.model ?? '',
    prompt: agent.prompt ?? '',
    tools: json(tools),
    documents: documents.map(document => document.name).join('\n'),
    timeout: agent.timeout ? `${agent.timeout / 1000} s` : '',
    streaming: words.yesNo(agent.streaming),
    options: json(agent.options),
  };
}

/** The fields that differ, with what was removed and added, line by line. */
export function differences(before: Side, after: Side, words: Words): Difference[] {
  const [old, now] = [texts(before, words), texts(after, words)];
  return FIELDS.filter(field => old[field] !== now[field]).map(field => ({
    field,
    lines: shortened(compared(linesIn(old[field]), linesIn(now[field]))),
  }));
}

const linesIn = (text: string) => (text === '' ? [] : text.split('\n'));

const as = (kind: Line['kind'], texts: string[]): Line[] => texts.map(text => ({ kind, text }));

/** The lines of both, by their longest common subsequence. */
export function compared(old: string[], now: string[]): Line[] {
  if ((old.length + 1) * (now.length + 1) > MOST_CELLS) {
    return [...as('removed', old), ...as('added', now)];
  }
  const width = now.length + 1;
  // How many lines the rests from (i, j) on have in common.
  const common = new Uint32Array((old.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      common[i * width + j] =
        old[i] === now[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) {
      lines.push({ kind: 'same', text: old[i] ?? '' });
      i++;
      j++;
    } else if (at(i + 1, j) >= at(i, j + 1)) {
      lines.push({ kind: 'removed', text: old[i] ?? '' });
      i++;
    } else {
      lines.push({ kind: 'added', text: now[j] ?? '' });
      j++;
    }
  }
  return [...lines, ...as('removed', old.slice(i)), ...as('added', now.slice(j))];
}

/** Without the unchanged lines that are far from a change. */
function shortened(lines: Line[]): Line[] {
  const near = new Set<number>();
  lines.forEach(({ kind }, index) => {
    if (kind === 'same') return;
    for (let at = index - CONTEXT; at <= index + CONTEXT; at++) near.add(at);
  });
  return lines.flatMap((line, index): Line[] => {
    if (near.has(index)) return [line];
    return index === 0 || near.has(index - 1) ? [{ kind: 'gap', text: '…' }] : [];
  });
}
