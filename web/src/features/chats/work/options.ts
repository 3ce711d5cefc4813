import type { Assignable } from '../../../api/queries/assignment';
import type { Label } from '../../../api/queries/labels';

/** Of a label's name, in characters: as the server has it. */
export const LONGEST_LABEL = 100;

/** The numbers of the colours that a label can have. */
export const LABEL_COLORS = Array.from({ length: 20 }, (_, at) => at);

interface Option {
  value: string;
  text: string;
}

/**
 * To whom a chat can be assigned: the reader first. One to whom it is assigned is there in any case,
 * also when they may no longer sign in.
 */
export function assigneeOptions(
  users: Assignable[],
  assignee: { userId: string; name: string } | null,
  me: string | undefined,
  texts: { none: string; me: string },
): Option[] {
  const known = users.some(user => user.userId === assignee?.userId);
  const all = assignee && !known ? [...users, assignee] : users;
  const own = all.filter(user => user.userId === me);
  const others = all.filter(user => user.userId !== me);
  return [
    { value: '', text: texts.none },
    ...own.map(user => ({ value: user.userId, text: texts.me })),
    ...others.map(user => ({ value: user.userId, text: user.name })),
  ];
}

/** The labels that a chat has, in the order of the instance's. */
export const labelsOf = (labels: Label[], ids: string[]) =>
  labels.filter(label => ids.includes(label.id));
