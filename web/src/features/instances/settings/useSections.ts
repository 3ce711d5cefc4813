import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsKey } from '../../../api/queries/agents';
import { type TaggedInstance, taggedKey, updateInstance } from '../../../api/queries/instance';
import { instanceKey, instancesKey } from '../../../api/queries/instances';
import { begin, isChanged, isUndecided, merge, valuesOf } from './edit';
import type { SettingActions } from './SettingFields';
import {
  afterSave,
  fresh,
  type Outcome,
  type Section,
  type SectionState,
  type SectionStates,
  saveSections,
  stateEach,
} from './sections';
import { isStale } from './stale';

const isOfStale = (outcome: Outcome | undefined) =>
  outcome !== undefined && !outcome.isSaved && isStale(outcome.error);

/** Sections of an instance's settings as they are edited, and saved in one go. */
export function useSections<Name extends string>(
  sections: readonly Section<Name>[],
  tagged: TaggedInstance,
) {
  const client = useQueryClient();
  const { id } = tagged.instance;
  const [seen, setSeen] = useState(tagged);
  const [states, setStates] = useState(() => stateEach(sections, one => fresh(one, tagged)));
  /** How often they were saved. */
  const [attempts, setAttempts] = useState(0);
  // What the server reports while the page is edited is put into it at once.
  if (seen !== tagged) {
    setSeen(tagged);
    setStates(before =>
      stateEach(sections, ({ name, settings }) => {
        const edit = merge(before[name].edit, valuesOf(settings, tagged.instance));
        return { ...before[name], edit };
      }),
    );
  }
  const save = useMutation({
    mutationFn: async (sent: SectionStates<Name>) => ({
      sent,
      ...(await saveSections(sections, sent, tagged, (tag, changes) =>
        updateInstance(id, tag, changes),
      )),
    }),
    async onSuccess({ sent, latest, outcomes }) {
      setStates(before =>
        stateEach(sections, section => {
          const { name } = section;
          const outcome = outcomes[name];
          return afterSave(section, sent[name].edit, before[name], { latest, outcome });
        }),
      );
      setAttempts(before => before + 1);
      const all: (Outcome | undefined)[] = sections.map(({ name }) => outcomes[name]);
      if (all.some(outcome => outcome?.isSaved)) {
        setSeen(latest);
        client.setQueryData(taggedKey(id), latest);
        const stale = [instancesKey, instanceKey(id), agentsKey];
        await Promise.all(stale.map(queryKey => client.invalidateQueries({ queryKey })));
      } else if (all.some(isOfStale)) {
        await client.invalidateQueries({ queryKey: taggedKey(id) });
      }
    },
  });
  const setState = (name: Name, next: (before: SectionState) => Partial<SectionState>) =>
    setStates(before => ({
      ...before,
      [name]: { ...before[name], outcome: undefined, ...next(before[name]) },
    }));
  const actionsOf = ({ name, settings }: Section<Name>): SettingActions => ({
    change: (setting, value) =>
      setState(name, ({ edit }) => ({
        edit: { ...edit, draft: { ...edit.draft, [setting]: value } },
      })),
    takeNewer: () =>
      setState(name, () => ({
        edit: begin(valuesOf(settings, tagged.instance)),
        isChecked: false,
      })),
    keepMine: () => setState(name, ({ edit }) => ({ edit: { ...edit, theirs: {} } })),
  });
  const changed = sections.filter(({ name }) => isChanged(states[name].edit));
  const canSave = changed.some(({ name }) => !isUndecided(states[name].edit));
  return {
    states,
    attempts,
    changed,
    canSave,
    isSaving: save.isPending,
    actionsOf,
    save() {
      if (canSave && !save.isPending) save.mutate(states);
    },
    discard: () => setStates(stateEach(sections, one => fresh(one, tagged))),
  };
}
