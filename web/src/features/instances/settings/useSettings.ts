import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsKey } from '../../../api/queries/agents';
import {
  type InstanceChanges,
  type TaggedInstance,
  taggedKey,
  updateInstance,
} from '../../../api/queries/instance';
import { instanceKey, instancesKey } from '../../../api/queries/instances';
import { begin, changesOf, type Edit, merge, valuesOf } from './edit';
import type { Setting, Values } from './settings';
import { isStale } from './stale';

/** Settings of an instance as they are edited. Each change names the state that it changes. */
export function useSettings(
  settings: readonly Setting[],
  tagged: TaggedInstance,
  adjust: (changes: InstanceChanges, draft: Values) => InstanceChanges = changes => changes,
) {
  const client = useQueryClient();
  const { id } = tagged.instance;
  const [seen, setSeen] = useState(tagged);
  const [edit, setEdit] = useState<Edit>(() => begin(valuesOf(settings, tagged.instance)));
  // What the server reports while the form is edited is put into it at once.
  if (seen !== tagged) {
    setSeen(tagged);
    setEdit(merge(edit, valuesOf(settings, tagged.instance)));
  }
  const save = useMutation({
    mutationFn: () => updateInstance(id, tagged.tag, adjust(changesOf(settings, edit), edit.draft)),
    async onSuccess(next) {
      setEdit(begin(valuesOf(settings, next.instance)));
      setSeen(next);
      client.setQueryData(taggedKey(id), next);
      const stale = [instancesKey, instanceKey(id), agentsKey];
      await Promise.all(stale.map(queryKey => client.invalidateQueries({ queryKey })));
    },
    onError: error =>
      isStale(error) ? client.invalidateQueries({ queryKey: taggedKey(id) }) : undefined,
  });
  return {
    edit,
    save,
    change(name: string, value: string | boolean) {
      if (!save.isPending) save.reset();
      setEdit(before => ({ ...before, draft: { ...before.draft, [name]: value } }));
    },
    takeNewer() {
      save.reset();
      setEdit(begin(valuesOf(settings, tagged.instance)));
    },
    keepMine() {
      save.reset();
      setEdit(before => ({ ...before, theirs: {} }));
    },
  };
}
