import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, render } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { TYPING_MS, type Typist, typists } from '../../api/live/typing';
import type { Chat } from '../../api/queries/chats';
import { instancesKey } from '../../api/queries/instances';
import { messagesKey } from '../../api/queries/messages';
import { seenPresenceKey } from '../../api/queries/presence';
import { startTexts } from '../../i18n';
import { Presence } from './Presence';

const CHAT = '551@s.whatsapp.net';
let client: QueryClient;

const typing = (rest: Partial<Typist> = {}): Typist => ({
  instance: 'i1',
  chat: CHAT,
  from: CHAT,
  isRecording: false,
  until: Date.now() + TYPING_MS,
  ...rest,
});

function show(chatType: string) {
  const chat = { instanceId: 'i1', externalId: CHAT, channel: 'whatsapp-baileys', chatType };
  return render(
    <QueryClientProvider client={client}>
      <Presence chat={chat as Chat} />
    </QueryClientProvider>,
  ).container;
}

beforeAll(startTexts);
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(instancesKey, [{ id: 'i1', state: 'connected' }]);
  typists.set([]);
});
afterEach(() => vi.useRealTimers());

test('a person is online, and then writes', () => {
  client.setQueryData(seenPresenceKey('i1', CHAT), { platformUserId: CHAT, online: true });
  const shown = show('dm');
  expect(shown.textContent).toBe('online');
  act(() => typists.set([typing()]));
  expect(shown.textContent).toBe('typing…');
  act(() => typists.set([typing({ isRecording: true })]));
  expect(shown.textContent).toBe('recording a voice note…');
  act(() => typists.set([typing({ chat: 'other' })]));
  expect(shown.textContent).toBe('online');
});

test('in a group the one who writes is named, and several are counted', () => {
  const page = { items: [{ sender: 'Ann', senderAddress: 'a' }], hasMore: false } as never;
  client.setQueryData(messagesKey('', ''), { pages: [page], pageParams: [null] });
  act(() => typists.set([typing()]));
  const shown = show('group');
  expect(shown.textContent).toBe('typing… (551)');
  act(() => typists.set([typing({ from: 'a' })]));
  expect(shown.textContent).toBe('typing… (Ann)');
  act(() => typists.set([typing(), typing({ from: 'b' })]));
  expect(shown.textContent).toBe('2 people are typing…');
});

test('who writes is forgotten when the time is over, without an event', () => {
  vi.useFakeTimers();
  const shown = show('group');
  act(() => typists.set([typing()]));
  expect(shown.textContent).toContain('typing');
  act(() => vi.advanceTimersByTime(TYPING_MS + 1));
  expect(shown.textContent).toBe('');
});
