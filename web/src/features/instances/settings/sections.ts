import type { InstanceChanges, TaggedInstance } from '../../../api/queries/instance';
import {
  begin,
  changesOf,
  type Edit,
  isChanged,
  isUndecided,
  merge,
  shownOf,
  valuesOf,
} from './edit';
import { refusalsOf } from './refusals';
import type { Setting } from './settings';
import { isStale } from './stale';

/** Settings that are shown and saved together, beside others of the same page. */
export interface Section<Name extends string> {
  name: Name;
  settings: readonly Setting[];
}

/** `error`: of the request; none was made where a value cannot be sent, or a conflict is not decided. */
export type Outcome = { isSaved: true } | { isSaved: false; error?: unknown };

export interface SectionState {
  edit: Edit;
  /** Of the last time that it was saved, until it is edited. */
  outcome?: Outcome | undefined;
  /** Whether its values are checked as they are edited. */
  isChecked: boolean;
}

export type SectionStates<Name extends string> = Record<Name, SectionState>;

type Update = (tag: string, changes: InstanceChanges) => Promise<TaggedInstance>;

export interface Saved<Name extends string> {
  /** As the last request that was accepted has left it. */
  latest: TaggedInstance;
  outcomes: Partial<Record<Name, Outcome>>;
}

/** Each state by its section. */
export function stateEach<Name extends string>(
  sections: readonly Section<Name>[],
  state: (section: Section<Name>) => SectionState,
): SectionStates<Name> {
  const states = sections.map(section => [section.name, state(section)] as const);
  return Object.fromEntries(states) as SectionStates<Name>;
}

/** The stored values, none of them edited. */
export const fresh = (
  { settings }: Section<string>,
  { instance }: TaggedInstance,
): SectionState => ({
  edit: begin(valuesOf(settings, instance)),
  isChecked: false,
});

/**
 * Saves each section that is changed, with a request of its own: a value that is refused in one does not hold
 * the others back. Each request names the state that the one before it has left.
 */
export async function saveSections<Name extends string>(
  sections: readonly Section<Name>[],
  states: SectionStates<Name>,
  tagged: TaggedInstance,
  update: Update,
): Promise<Saved<Name>> {
  const outcomes: Partial<Record<Name, Outcome>> = {};
  let latest = tagged;
  let stale: Outcome | undefined;
  for (const { name, settings } of sections) {
    const { edit } = states[name];
    if (!isChanged(edit)) continue;
    if (isUndecided(edit) || refusalsOf(shownOf(settings, edit.draft), edit).size > 0) {
      outcomes[name] = { isSaved: false };
    } else if (stale) {
      // The state that the rest would name is gone as well.
      outcomes[name] = stale;
    } else {
      try {
        latest = await update(latest.tag, changesOf(settings, edit));
        outcomes[name] = { isSaved: true };
      } catch (error) {
        outcomes[name] = { isSaved: false, error };
        if (isStale(error)) stale = { isSaved: false, error };
      }
    }
  }
  return { latest, outcomes };
}

/**
 * The state of a section after it was saved. `sent`: what was edited when the request was made; what is typed
 * while it runs stays.
 */
export function afterSave(
  { settings }: Section<string>,
  sent: Edit,
  present: SectionState,
  { latest, outcome }: { latest: TaggedInstance; outcome: Outcome | undefined },
): SectionState {
  const now = valuesOf(settings, latest.instance);
  if (!outcome) return { ...present, edit: merge(present.edit, now), outcome };
  if (!outcome.isSaved) return { edit: merge(present.edit, now), outcome, isChecked: true };
  if (present.edit === sent) return { edit: begin(now), outcome, isChecked: false };
  const further = merge({ base: sent.draft, draft: present.edit.draft, theirs: {} }, now);
  return { edit: { ...further, theirs: {} }, outcome: undefined, isChecked: false };
}
