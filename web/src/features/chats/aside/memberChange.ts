import type { LiveEvent } from '../../../api/live/frames';
import type { Member } from '../../../api/queries/groupMembers';

/** What happened to members of a group. */
export interface MemberChange {
  action: string;
  people: string[];
}

/** The last of the events that is about the members of a group. */
export function lastChange(
  events: LiveEvent[],
  instance: string,
  group: string,
): MemberChange | null {
  const event = events.findLast(
    ({ type, instanceId, chatId }) =>
      type === 'group.participants' && instanceId === instance && chatId === group,
  );
  const { action, participants } = event?.payload ?? {};
  if (typeof action !== 'string' || !Array.isArray(participants)) return null;
  return { action, people: participants.map(String) };
}

/** Whether the members are those after the change. */
export function shows(
  members: readonly Pick<Member, 'platformUserId' | 'role'>[],
  { action, people }: MemberChange,
): boolean {
  const roles = new Map(members.map(one => [one.platformUserId, one.role]));
  switch (action) {
    case 'added':
    case 'joined':
      return people.every(one => roles.has(one));
    case 'removed':
    case 'left':
      return !people.some(one => roles.has(one));
    case 'promoted':
      return people.every(one => roles.has(one) && roles.get(one) !== 'member');
    case 'demoted':
      return people.every(one => roles.get(one) === 'member');
    default:
      return true;
  }
}
