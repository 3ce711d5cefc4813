import type { Instance, InstanceState } from '../../api/queries/instances';

export interface InstanceWords {
  words: string;
  /** Empty for any. */
  state: InstanceState | '';
}

/** The instances in this state whose name, number or profile name has these words. */
export function matching(
  instances: readonly Instance[],
  { words, state }: InstanceWords,
): readonly Instance[] {
  const wanted = words.trim().toLowerCase();
  const has = (text: string | null | undefined) => text?.toLowerCase().includes(wanted) ?? false;
  return instances.filter(
    one =>
      (state === '' || one.state === state) &&
      (wanted === '' || has(one.name) || has(one.profileName) || has(one.ownerIdentifier)),
  );
}
