import type { Person } from '../../api/queries/persons';

/** The facts that agents have reported of a person, by their names. */
export function factsOf({ metadata }: Pick<Person, 'metadata'>): [string, string][] {
  const { memory } = metadata as { memory?: unknown };
  if (typeof memory !== 'object' || memory === null) return [];
  return Object.entries(memory).filter(
    (fact): fact is [string, string] => typeof fact[1] === 'string',
  );
}
