import { render } from '@testing-library/react';
import { beforeAll, expect, test } from 'vitest';
import type { Chat } from '../../../api/queries/chats';
import { startTexts } from '../../../i18n';
import { LastMessage } from './LastMessage';

type Last = NonNullable<Chat['lastMessage']>;

const unsigned: Last = { id: 'm', isFromMe: true, source: 'api', status: 'sent', senderName: null };
const own: Last = { ...unsigned, sentBy: { type: 'user', id: 'u1', name: 'Ann' } };
const other: Last = { ...unsigned, isFromMe: false, source: 'realtime', status: 'received' };

/** What is read aloud of the row. */
function shown(lastMessage: Last | null, chatType = 'dm') {
  const chat = { chatType, lastMessage, lastMessagePreview: 'hello' } as Chat;
  const { container } = render(<LastMessage chat={chat} userId="u1" />);
  for (const hidden of container.querySelectorAll('[aria-hidden=true]')) hidden.remove();
  return container.textContent;
}

beforeAll(startTexts);

test('an own message is marked as such, with how far it is', () => {
  expect(shown(own)).toBe('SentYou: hello');
  expect(shown({ ...own, status: 'queued' })).toBe('QueuedYou: hello');
  expect(shown({ ...own, status: 'delivered' })).toBe('DeliveredYou: hello');
  expect(shown({ ...own, status: 'read' })).toBe('ReadYou: hello');
});

test('a colleague is named, an agent is one, and of a program or the phone no one is named', () => {
  const by = (name: string | null) => {
    const sentBy = { type: 'user' as const, id: 'u2', name };
    return { ...own, sentBy };
  };
  expect(shown(by('Rosa'))).toBe('SentRosa: hello');
  expect(shown(by(null))).toBe('SentDeleted user: hello');
  expect(shown({ ...unsigned, source: 'agent' })).toBe('SentAgent: hello');
  expect(shown(unsigned)).toBe('Senthello');
  expect(shown({ ...unsigned, source: 'device' })).toBe('Senthello');
});

test('a failed message has a mark that is seen, and a name that is read', () => {
  const chat = { chatType: 'dm', lastMessage: { ...own, status: 'failed' } } as Chat;
  const { container } = render(<LastMessage chat={chat} userId="u1" />);
  const mark = container.querySelector('[data-status=failed]');
  expect([mark?.textContent, mark?.getAttribute('title')]).toEqual(['!Failed', 'Failed']);
  expect(mark?.className).toContain('text-bad');
});

test('in a group the sender is named, and in a chat with one person no one', () => {
  const named = { ...other, senderName: 'Bo' };
  expect(shown(named, 'group')).toBe('Bo: hello');
  expect(shown(other, 'group')).toBe('hello');
  expect(shown(named)).toBe('hello');
  expect(shown(null)).toBe('hello');
});
