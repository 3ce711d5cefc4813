import { QueryClient } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { instancesKey } from '../../../api/queries/instances';
import { type Message, type Messages, messagesKey } from '../../../api/queries/messages';
import { showReaction } from './reacted';

test('the account has one reaction to a message, beside those of others', () => {
  const client = new QueryClient();
  client.setQueryData(instancesKey, [{ id: 'i1', ownerIdentifier: 'shop' }]);
  const ann = { platformUserId: 'ann', emoji: '👍', at: '2026-01-01T00:00:00.000Z' };
  const message = { id: 'm1', reactions: [ann] } as unknown as Message;
  const other = { id: 'm2', reactions: [] } as unknown as Message;
  client.setQueryData<Messages>(messagesKey('i1', 'chat'), {
    pages: [{ items: [message, other], hasMore: false, hasNewer: false }],
    pageParams: [null],
  });
  const at = new Date('2026-01-02T00:00:00.000Z');
  for (const emoji of ['😂', '❤️']) {
    showReaction(client, { instance: 'i1', address: 'chat', message, emoji }, at);
  }
  const items = client.getQueryData<Messages>(messagesKey('i1', 'chat'))?.pages[0]?.items;
  const own = { platformUserId: 'shop', emoji: '❤️', at: at.toISOString() };
  expect(items?.map(one => one.reactions)).toEqual([[ann, own], []]);
  showReaction(client, { instance: 'i1', address: 'chat', message, emoji: '' }, at);
  const after = client.getQueryData<Messages>(messagesKey('i1', 'chat'))?.pages[0]?.items;
  expect(after?.map(one => one.reactions)).toEqual([[ann], []]);
});
