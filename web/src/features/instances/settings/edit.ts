import type { InstanceChanges } from '../../../api/queries/instance';
import type { Instance } from '../../../api/queries/instances';
import { linesOf } from '../../../lib/lines';
import type { Setting, Values } from './settings';

type Tree = { [key: string]: unknown };

const UNIT_MS = { seconds: 1_000, minutes: 60_000 };

/** Replaced as a whole: members that are not sent would have their defaults. */
const FILTER = 'conversation.replyFilter';

function find(tree: object, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Tree | null | undefined)?.[key], tree);
}

function place(tree: Tree, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let inner = tree;
  for (const key of keys) {
    inner[key] ??= {};
    inner = inner[key] as Tree;
  }
  inner[last] = value;
}

function shown({ kind, name, fallback = '' }: Setting, instance: Instance): string | boolean {
  if (kind === 'secret' || kind === 'address') return '';
  if (kind === 'drop') return false;
  const value = find(instance, name);
  if (kind === 'switch') return value === true;
  if (value === null || value === undefined) return fallback;
  if (kind === 'lines') return (value as string[]).join('\n');
  if (kind === 'seconds' || kind === 'minutes') return String(Number(value) / UNIT_MS[kind]);
  return String(value);
}

/** The present values of these settings, as they are edited. */
export function valuesOf(settings: readonly Setting[], instance: Instance): Values {
  return Object.fromEntries(settings.map(one => [one.name, shown(one, instance)]));
}

function sent({ kind, keepsEmpty }: Setting, value: string | boolean | undefined): unknown {
  if (typeof value !== 'string') return value;
  if (kind === 'lines') return linesOf(value);
  const text = kind === 'area' ? value : value.trim();
  if (text.trim() === '') return keepsEmpty ? '' : null;
  if (kind === 'number') return Number(text);
  if (kind === 'seconds' || kind === 'minutes') return Math.round(Number(text) * UNIT_MS[kind]);
  return text;
}

const isIn = (group: string) => (setting: Setting) => setting.name.startsWith(`${group}.`);

/** What the draft changes, as the API takes it: only the members that differ from `base`. */
export function changesOf(
  settings: readonly Setting[],
  { base, draft }: Pick<Edit, 'base' | 'draft'>,
): InstanceChanges {
  const differs = ({ name }: Setting) => draft[name] !== base[name];
  const isFilterChanged = settings.filter(isIn(FILTER)).some(differs);
  const changes: Tree = {};
  for (const setting of settings) {
    if (!differs(setting) && !(isFilterChanged && isIn(FILTER)(setting))) continue;
    const { name, drops } = setting;
    if (drops && draft[name] === true) place(changes, drops, null);
    if (drops || isDropped(settings, draft, name)) continue;
    place(changes, name, sent(setting, draft[name]));
  }
  return changes as InstanceChanges;
}

/** A value that is removed in the same request is not set as well. */
function isDropped(settings: readonly Setting[], draft: Values, name: string): boolean {
  return settings.some(one => one.drops === name && draft[one.name] === true);
}

/** An agent has a provider, or an endpoint of its own: changing one clears the other. */
export function withTarget(changes: InstanceChanges, draft: Values): InstanceChanges {
  const { agent } = changes;
  if (!agent) return changes;
  if (draft['agent.providerId']) {
    return 'providerId' in agent
      ? { ...changes, agent: { ...agent, type: null, apiUrl: null } }
      : changes;
  }
  return { ...changes, agent: { ...agent, type: String(draft['agent.type']) } };
}

/** A form that is being edited. */
export interface Edit {
  /** The stored values that the draft began with. */
  base: Values;
  draft: Values;
  /** Values that were changed elsewhere meanwhile, of fields that are changed here as well. */
  theirs: Values;
}

export const begin = (now: Values): Edit => ({ base: now, draft: now, theirs: {} });

export const isChanged = ({ base, draft }: Edit): boolean =>
  Object.keys(draft).some(name => draft[name] !== base[name]);

/** Whether what was changed elsewhere meanwhile waits for a decision. */
export const isUndecided = ({ theirs }: Edit): boolean => Object.keys(theirs).length > 0;

/** The settings that matter beside the others. */
export const shownOf = (settings: readonly Setting[], draft: Values): Setting[] =>
  settings.filter(({ isShown }) => !isShown || isShown(draft));

/** The values are now these: what is not edited follows them, what is stays and may be in conflict. */
export function merge({ base, draft, theirs }: Edit, now: Values): Edit {
  const next: Edit = { base: now, draft: {}, theirs: {} };
  for (const [name, value] of Object.entries(now)) {
    const mine = draft[name];
    if (mine === undefined || mine === base[name]) {
      next.draft[name] = value;
      continue;
    }
    next.draft[name] = mine;
    const isTheirs = value !== base[name] || name in theirs;
    if (isTheirs && value !== mine) next.theirs[name] = value;
  }
  return next;
}
