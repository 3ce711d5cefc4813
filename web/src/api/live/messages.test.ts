import { expect, test } from 'vitest';
import { type Messages, messagesKey } from '../queries/messages';
import {
  apply,
  CHAT,
  chats,
  client,
  event,
  INSTANCE,
  messages,
  queued,
  receipt,
  received,
  status,
} from './fixture';
import type { LiveEvent } from './frames';

test('messages are in the order of their times, each once', () => {
  const [first, second] = [received('a', 'one'), received('b', 'two')];
  apply([second, first, second]);
  expect(messages().map(message => message.content.text)).toEqual(['two', 'one']);
});

test('a message that is older than all that is loaded is left to its page', () => {
  const page = (hasMore: boolean) => ({ items: messages(), hasMore, hasNewer: false });
  const late = { ...received('b', 'late'), timestamp: '2025-01-01T00:00:00.000Z' };
  apply([received('a', 'one')]);
  const load = (hasMore: boolean) =>
    client.setQueryData<Messages>(messagesKey(INSTANCE, CHAT), {
      pages: [page(hasMore)],
      pageParams: [null],
    });
  load(true);
  apply([late]);
  expect(messages().map(message => message.id)).toEqual(['a']);
  load(false);
  apply([late]);
  expect(messages().map(message => message.id)).toEqual(['a', 'b']);
});

test('a conversation that stays open keeps a bounded number of messages, the newest', () => {
  for (let batch = 0; batch < 12; batch += 1) {
    const ids = Array.from({ length: 100 }, (_, at) => batch * 100 + at);
    apply(
      ids.map(id => ({ ...received(`m${id}`, 'x'), timestamp: new Date(id * 1000).toISOString() })),
    );
  }
  expect(messages().length).toBeLessThanOrEqual(1000);
  expect(messages()[0]?.id).toBe('m1199');
  expect(client.getQueryData<Messages>(messagesKey(INSTANCE, CHAT))?.pages[0]?.hasMore).toBe(true);
});

test('what was forwarded or may be opened once arrives as such', () => {
  const marked = (id: string, mark: object) => {
    const one = received(id, 'see this');
    return { ...one, payload: { ...one.payload, ...mark } };
  };
  apply([marked('f', { forwarded: true }), marked('v', { viewOnce: true }), received('o', 'mine')]);
  expect(messages().map(({ id, isForwarded, viewOnce }) => [id, isForwarded, viewOnce])).toEqual([
    ['o', false, false],
    ['v', false, true],
    ['f', true, false],
  ]);
});

test('a status never moves back, and the outcome of a send is one message', () => {
  apply([queued('o'), receipt('message.read', 'o'), receipt('message.delivered', 'o')]);
  expect(messages().map(message => message.status)).toEqual(['read']);
  apply([receipt('message.sent', 'o')]);
  expect(messages().map(message => message.status)).toEqual(['read']);
});

test('a failure is final and says why', () => {
  apply([
    queued('o'),
    event('message.failed', { externalId: 'x-o', payload: { error: 'no such number' } }),
    receipt('message.delivered', 'o'),
  ]);
  expect(messages()[0]).toMatchObject({ status: 'failed', errorMessage: 'no such number' });
});

test('one person has one reaction, which can be taken away', () => {
  const reaction = (type: string, emoji: string) =>
    event(type, { payload: { messageId: 'x-a', from: 'ann', emoji } });
  apply([
    received('a', 'one'),
    reaction('reaction.received', '👍'),
    reaction('reaction.received', '❤️'),
  ]);
  expect(messages()[0]?.reactions.map(one => one.emoji)).toEqual(['❤️']);
  apply([reaction('reaction.removed', '')]);
  expect(messages()[0]?.reactions).toEqual([]);
});

test('an edit replaces the text, a deletion marks the message', () => {
  const newContent = { type: 'text', text: 'new' };
  apply([
    received('a', 'old'),
    event('message.edited', { externalId: 'x-a', payload: { newContent, editedAt: 'then' } }),
  ]);
  expect(messages()[0]).toMatchObject({ content: newContent, editedAt: 'then', deletedAt: null });
  const payload = { messageId: 'x-a', from: 'ann', emoji: '👍' };
  apply([event('reaction.received', { payload }), event('message.deleted', { externalId: 'x-a' })]);
  expect(messages()[0]?.deletedAt).not.toBeNull();
  expect(messages()[0]?.reactions).toEqual([]);
});

test('what was read out of a file is shown with its message, and with no other', () => {
  apply([received('a', ''), received('b', '')]);
  const processed = (result: object) =>
    event('media.processed', { messageId: 'a', payload: { messageId: 'a', result } });
  apply([processed({ type: 'transcription', content: 'see you at five', language: 'en' })]);
  const shown = () => messages().map(message => [message.id, message.transcription]);
  expect(shown()).toEqual([
    ['b', null],
    ['a', 'see you at five'],
  ]);
  apply([processed({ type: 'transcription' })]);
  expect(shown()[1]).toEqual(['a', 'see you at five']);
});

test('a star shows when it is set, and goes when it is taken away', () => {
  const starred = (isSet: boolean) =>
    event('message.starred', { externalId: 'x-a', payload: { starred: isSet } });
  apply([received('a', 'one'), starred(true)]);
  expect(messages()[0]?.isStarred).toBe(true);
  apply([starred(false)]);
  expect(messages()[0]?.isStarred).toBe(false);
});

test('who sent a message is shown at once, and what an event lacks of it is kept', () => {
  const sentBy = { type: 'user', id: 'u1', name: 'Ann' };
  const content = { type: 'text', text: 'out' };
  const by = (event: LiveEvent, name: string | null) => ({
    ...event,
    payload: { ...event.payload, sentBy: { ...sentBy, name } },
  });
  const sent = {
    ...status('message.sent', 'o', { content, source: 'api' }),
    direction: 'outbound',
  };
  apply([by(queued('o'), 'Ann'), by(sent, null)]);
  expect(messages().map(one => [one.status, one.sentBy])).toEqual([['sent', sentBy]]);
  expect(chats().find(one => one.id === 'c1')?.lastMessage?.sentBy).toEqual(sentBy);
  apply([queued('p')]);
  expect(messages()[0]?.sentBy).toBeNull();
});

test('a place in the past stays as it is when newer messages arrive', () => {
  apply([received('a', 'one')]);
  client.setQueryData<Messages>(messagesKey(INSTANCE, CHAT), {
    pages: [{ items: messages(), hasMore: true, hasNewer: true }],
    pageParams: [{ around: 'a' }],
  });
  apply([received('b', 'two')]);
  expect(messages().map(message => message.id)).toEqual(['a']);
});

test('an edit keeps the text that it replaced', () => {
  const newContent = { type: 'text', text: 'new' };
  apply([
    received('a', 'old'),
    event('message.edited', { externalId: 'x-a', payload: { newContent } }),
  ]);
  expect(messages()[0]?.editHistory.map(edit => edit.text)).toEqual(['old']);
});
