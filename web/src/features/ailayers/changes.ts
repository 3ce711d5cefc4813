import * as z from 'zod/mini';
import { type LayerChanges, type LayerMembers, MODES } from '../../api/queries/aiLayers';
import { optional, optionalNumber, optionalSeconds, optionalUrl, text } from '../../forms/fields';

const SECOND_MS = 1000;

const seconds = (ms: number | null | undefined) => (ms == null ? '' : String(ms / SECOND_MS));

const orNull = z.transform((value: string) => value || null);

const choice = () =>
  z.pipe(
    z.enum(['', 'true', 'false']),
    z.transform(value => (value === '' ? null : value === 'true')),
  );

/** The fields of a layer by the names of its members: an empty one is the next layer's. */
export const LAYER = {
  agent: z.object({
    apiUrl: z.pipe(optionalUrl(), orNull),
    /** Never read back: an empty field keeps it. */
    apiKey: text(),
    model: optional(),
    prompt: optional(),
    temperature: optionalNumber({ min: 0, max: 2, isFraction: true }),
    maxTokens: optionalNumber({ min: 1, max: 1_000_000 }),
    timeout: optionalSeconds({ min: 0.1, max: 600 }),
  }),
  replies: z.object({
    delayMs: optionalSeconds({ min: 0, max: 60 }),
    toDirect: choice(),
    toGroups: choice(),
    toChannels: choice(),
    echo: choice(),
  }),
};

const WHOLE = z.object(LAYER);

export type LayerInput = z.input<typeof WHOLE>;
export type LayerValues = z.infer<typeof WHOLE>;

/** What the fields have at first. `isLast`: a switch that is not set is shown as the first choice. */
export function fieldsOf({ agent, replies }: LayerMembers, isLast = false): LayerInput {
  const shown = (value: boolean | null | undefined) =>
    value == null ? (isLast ? 'true' : '') : value ? 'true' : 'false';
  return {
    agent: {
      apiUrl: agent.apiUrl ?? '',
      apiKey: '',
      model: agent.model ?? '',
      prompt: agent.prompt ?? '',
      temperature: String(agent.temperature ?? ''),
      maxTokens: String(agent.maxTokens ?? ''),
      timeout: seconds(agent.timeout),
    },
    replies: {
      delayMs: seconds(replies.delayMs),
      toDirect: shown(replies.toDirect),
      toGroups: shown(replies.toGroups),
      toChannels: shown(replies.toChannels),
      echo: shown(replies.echo),
    },
  };
}

/**
 * What the form changes: only what differs from what is set, as an address that is given again needs
 * its key given again.
 */
export function changesOf(values: LayerValues, { agent, replies }: LayerMembers): LayerChanges {
  const { apiKey, ...members } = values.agent;
  return {
    agent: { ...changed(agent, members), ...(apiKey ? { apiKey } : {}) },
    replies: changed(replies, values.replies),
  };
}

/** Whether the layer answers, or the next one decides. */
export const MODE = z.enum(MODES);

/** Another mode than the present one, if one was chosen. */
export function modeChange(mode: z.infer<typeof MODE>, before: string) {
  return mode === before ? {} : { mode };
}

/** Whether a body changes anything: a layer that was not set must not come to be by a look at its form. */
export function changesSomething(body: object): boolean {
  return Object.values(body).some(
    value => typeof value !== 'object' || value === null || changesSomething(value),
  );
}

/** The names of a form's fields. */
export function pathsOf(values: object): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null
      ? pathsOf(value).map(path => `${name}.${path}`)
      : [name],
  );
}

type Members = Record<string, string | number | boolean | null | undefined>;

function changed<T extends Members>(before: Members, after: T): Partial<T> {
  const entries = Object.entries(after).filter(([name, value]) => (before[name] ?? null) !== value);
  return Object.fromEntries(entries) as Partial<T>;
}
