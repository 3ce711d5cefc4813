import { expect, test } from 'vitest';
import type { LiveEvent } from '../../../api/live/frames';
import { lastChange, shows } from './memberChange';

const GROUP = '1@g.us';
const members = [
  { platformUserId: 'ann', role: 'owner' as const },
  { platformUserId: 'bo', role: 'member' as const },
];

const event = (action: string, participants: unknown, chatId = GROUP) =>
  ({
    type: 'group.participants',
    instanceId: 'i1',
    chatId,
    payload: { action, participants },
  }) as unknown as LiveEvent;

test.each([
  ['added', ['bo'], true],
  ['added', ['bo', 'cy'], false],
  ['joined', ['cy'], false],
  ['removed', ['cy'], true],
  ['removed', ['bo'], false],
  ['left', ['bo', 'cy'], false],
  ['promoted', ['ann'], true],
  ['promoted', ['bo'], false],
  ['promoted', ['cy'], false],
  ['demoted', ['bo'], true],
  ['demoted', ['ann'], false],
  ['requested', ['cy'], true],
])('members are those after “%s” of %j: %s', (action, people, isShown) => {
  expect(shows(members, { action, people })).toBe(isShown);
});

test('the last change of the group alone counts', () => {
  const events = [
    event('added', ['cy']),
    event('removed', ['bo']),
    event('left', ['ann'], '2@g.us'),
  ];
  expect(lastChange(events, 'i1', GROUP)).toEqual({ action: 'removed', people: ['bo'] });
  expect(lastChange(events, 'i2', GROUP)).toBeNull();
  expect(lastChange([event('added', null)], 'i1', GROUP)).toBeNull();
});
