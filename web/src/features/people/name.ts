import type { Person } from '../../api/queries/persons';

/** What a person is called; the best that is known where there is no name. */
export function personName(person: Person): string {
  return person.displayName || person.primaryPhone || person.primaryEmail || person.id.slice(0, 8);
}
