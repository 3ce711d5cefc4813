import { useEffect } from 'react';
import type { ChoiceField } from './useSchemaForm';

/** What is chosen is the first option where it is none, once there are any: as the browser shows it. */
export function useFirstOption(
  { value, onChange }: ChoiceField,
  options: readonly { value: string }[],
): void {
  const first = options.some(option => option.value === value) ? undefined : options[0]?.value;
  useEffect(() => {
    if (first !== undefined) onChange({ target: { value: first } });
  }, [first, onChange]);
}
