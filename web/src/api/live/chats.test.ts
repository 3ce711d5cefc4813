import { expect, test } from 'vitest';
import { type Chat, type ChatFilter, type Chats, chatKey, chatsKey } from '../queries/chats';
import { apply, CHAT, chat, chats, client, INSTANCE, queued, received, status } from './fixture';

test('a chat with a new message moves up and counts it as unread, unless it is open', () => {
  apply([received('a', 'hello')]);
  expect(chats().map(one => one.id)).toEqual(['c1', 'c2']);
  expect(chats()[0]).toMatchObject({ unreadCount: 1, lastMessagePreview: 'hello' });
  apply([received('b', 'again')], { instance: 'i2', address: CHAT });
  expect(chats()[0]?.unreadCount).toBe(2);
  apply([received('c', 'and again')], { instance: INSTANCE, address: CHAT });
  expect(chats()[0]).toMatchObject({ unreadCount: 2, lastMessagePreview: 'and again' });
});

test('a message moves a chat to the top of its own: pinned ones stay above the others', () => {
  const list = [
    { ...chat('p1', 'first'), pinned: true },
    { ...chat('p2', CHAT), pinned: true },
    chat('c3', 'third'),
    chat('c4', 'fourth'),
  ];
  const set = (key: readonly unknown[]) =>
    client.setQueryData<Chats>(key, { pages: [{ items: list, rest: null }], pageParams: [null] });
  const search: ChatFilter = { search: 'x' };
  set(chatsKey);
  set([...chatsKey, search, []]);
  apply([{ ...received('a', 'hello'), chatId: 'fourth' }, received('b', 'hello')]);
  expect(chats().map(one => one.id)).toEqual(['p2', 'p1', 'c4', 'c3']);
  const found = client.getQueryData<Chats>([...chatsKey, search, []])?.pages[0]?.items;
  expect(found?.map(one => one.id)).toEqual(['p2', 'c4', 'p1', 'c3']);
});

test('a row shows who wrote last, and how far an own message is, without being read anew', () => {
  client.setQueryData(chatKey(INSTANCE, CHAT), chat('c1', CHAT));
  const last = () => chats().find(one => one.id === 'c1')?.lastMessage;
  apply([received('a', 'hello')]);
  expect(last()).toMatchObject({ id: 'a', isFromMe: false, senderName: 'Ann' });
  apply([queued('o')]);
  expect(last()).toMatchObject({ id: 'o', isFromMe: true, source: 'api', status: 'queued' });
  apply([status('message.delivered', 'o')]);
  // The acknowledgement may be later than the receipt, and has the message.
  const content = { type: 'text', text: 'out' };
  apply([{ ...status('message.sent', 'o', { content, source: 'api' }), direction: 'outbound' }]);
  expect(last()?.status).toBe('delivered');
  apply([status('message.read', 'o')]);
  expect(last()?.status).toBe('read');
  expect(client.getQueryData<Chat>(chatKey(INSTANCE, CHAT))?.lastMessage?.status).toBe('read');
  expect(client.getQueryState(chatsKey)?.isInvalidated).toBe(false);
});

test('a row shows that its newest message failed, and nothing of those before it', () => {
  const last = () => chats().find(one => one.id === 'c1')?.lastMessage;
  apply([queued('o'), status('message.failed', 'o', { error: 'refused' })]);
  expect(last()?.status).toBe('failed');
  apply([status('message.delivered', 'o')]);
  expect(last()?.status).toBe('failed');
  apply([received('a', 'hello'), status('message.failed', 'o'), status('message.read', 'o')]);
  expect(last()).toMatchObject({ id: 'a', status: 'received' });
  const content = { type: 'text', text: 'out' };
  apply([{ ...status('message.sent', 'o', { content }), direction: 'outbound' }]);
  expect(chats()[0]).toMatchObject({ lastMessagePreview: 'hello', lastMessage: { id: 'a' } });
});
