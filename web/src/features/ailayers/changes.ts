import type { LayerChanges, LayerMembers } from '../../api/queries/aiLayers';

const SECOND_MS = 1000;

export const seconds = (ms: number | null | undefined) =>
  ms == null ? '' : String(ms / SECOND_MS);

/** A switch that may be left to the next layer. */
export const switched = (value: boolean | null | undefined) => (value == null ? '' : String(value));

/**
 * What the form changes: only what differs from what is set, as an address that is given again needs
 * its key given again. An empty field is the next layer's.
 */
export function readChanges(fields: FormData, { agent, replies }: LayerMembers): LayerChanges {
  const text = (name: string) => String(fields.get(name) ?? '').trim() || null;
  const number = (name: string) => {
    const given = text(name);
    return given === null ? null : Number(given);
  };
  const ms = (name: string) => {
    const given = number(name);
    return given === null ? null : Math.round(given * SECOND_MS);
  };
  const choice = (name: string) => {
    const given = text(name);
    return given === null ? null : given === 'true';
  };
  const apiKey = text('apiKey');
  return {
    agent: {
      ...changed(agent, {
        apiUrl: text('apiUrl'),
        model: text('model'),
        prompt: text('prompt'),
        temperature: number('temperature'),
        maxTokens: number('maxTokens'),
        timeout: ms('timeout'),
      }),
      // Never read back: an empty field keeps it.
      ...(apiKey === null ? {} : { apiKey }),
    },
    replies: changed(replies, {
      delayMs: ms('delay'),
      toDirect: choice('toDirect'),
      toGroups: choice('toGroups'),
      toChannels: choice('toChannels'),
      echo: choice('echo'),
    }),
  };
}

/** Whether a body changes anything: a layer that was not set must not come to be by a look at its form. */
export function changesSomething(body: object): boolean {
  return Object.values(body).some(
    value => typeof value !== 'object' || value === null || changesSomething(value),
  );
}

type Members = Record<string, string | number | boolean | null | undefined>;

function changed<T extends Members>(before: Members, after: T): Partial<T> {
  const entries = Object.entries(after).filter(([name, value]) => (before[name] ?? null) !== value);
  return Object.fromEntries(entries) as Partial<T>;
}
