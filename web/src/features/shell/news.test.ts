import { expect, test } from 'vitest';
import type { LiveEvent } from '../../api/live/frames';
import { isOfUnread, newsOf, tagOf } from './news';

const event = (type: string, payload: Record<string, unknown> = {}): LiveEvent => ({
  type,
  payload,
  id: 'e1',
  seq: 1,
  timestamp: '2026-01-02T03:04:05.678Z',
  instanceId: 'shop',
  chatId: null,
  messageId: null,
  externalId: null,
  direction: null,
});

test('what breaks is news for everyone, what passes by itself for no one', () => {
  const types = [
    'instance.logged_out',
    'instance.failed',
    'instance.banned',
    'webhook.endpoint_disabled',
    'instance.disconnected',
    'message.received',
  ];
  const found = types.filter(type => newsOf(event(type), 'ann') !== null);
  expect(found).toEqual(types.slice(0, 4));
});

test('a chat is news for the user to whom another assigns it', () => {
  const assigned = (userId: string, by: string) => event('chat.assigned', { userId, by });
  expect(newsOf(assigned('ann', 'user:ben'), 'ann')).toBe('news.assigned');
  expect(newsOf(assigned('ann', 'user:ann'), 'ann')).toBeNull();
  expect(newsOf(assigned('ben', 'user:ann'), 'ann')).toBeNull();
  expect(newsOf(assigned('ann', 'user:ben'), undefined)).toBeNull();
});

test('the same trouble of the same thing has the same tag', () => {
  const endpoint = (endpointId: string) => event('webhook.endpoint_disabled', { endpointId });
  expect(tagOf(endpoint('one'))).toBe(tagOf(endpoint('one')));
  expect(tagOf(endpoint('one'))).not.toBe(tagOf(endpoint('two')));
  expect(tagOf(event('instance.failed'))).not.toBe(tagOf(event('instance.logged_out')));
});

test('unread chats are counted anew when a message arrives and when a chat is read', () => {
  const types = ['message.received', 'chat.updated', 'message.sent', 'presence.online'];
  expect(types.filter(type => isOfUnread(event(type)))).toEqual(types.slice(0, 2));
});
