import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, renderHook, waitFor } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { channelsKey } from '../../../api/queries/channels';
import { chatKey } from '../../../api/queries/chats';
import { instancesKey } from '../../../api/queries/instances';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { useTyping } from './useTyping';

const asked: [path: string, kind: string][] = [];
/** Of one test: what another leaves is shown in its own chat. */
let address = '';
let count = 0;
const scene = {
  mayWrite: true,
  chatType: 'dm' as string | null,
  state: 'connected',
  canSendTyping: true,
};

function start(changed: Partial<typeof scene> = {}, isRecording = false) {
  const { mayWrite, chatType, state, canSendTyping } = { ...scene, ...changed };
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(chatKey('i1', address), chatType && { chatType, channel: 'c1' });
  client.setQueryData(instancesKey, [{ id: 'i1', state }]);
  client.setQueryData(channelsKey, { items: [{ id: 'c1', capabilities: { canSendTyping } }] });
  const value = { instance: 'i1', address, mayWrite } as ConversationValue;
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={client}>
      <ConversationContext value={value}>{children}</ConversationContext>
    </QueryClientProvider>
  );
  return renderHook((records: boolean) => useTyping(records), {
    wrapper,
    initialProps: isRecording,
  });
}

beforeEach(() => {
  count += 1;
  address = `a${count}`;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    asked.push([`${request.method} ${pathname}`, (await request.json()).type]);
    return Response.json({ success: true });
  });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const seen = (...kinds: string[]) =>
  waitFor(() => {
    const own = `PUT /api/v2/instances/i1/chats/${address}/typing`;
    expect(asked.filter(([path]) => path === own).map(([, kind]) => kind)).toEqual(kinds);
  });

test('the other side sees that one types, and no longer once the chat is left', async () => {
  const { result, unmount } = start();
  act(() => result.current.type());
  await seen('typing');
  unmount();
  await seen('typing', 'paused');
});

test('a voice note is shown while it is recorded', async () => {
  const { rerender } = start({ chatType: 'group' }, true);
  await seen('recording');
  rerender(false);
  await seen('recording', 'paused');
});

test('a page that is put away ends it', async () => {
  const { result } = start();
  act(() => result.current.type());
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  act(() => void document.dispatchEvent(new Event('visibilitychange')));
  await seen('typing', 'paused');
});

test('a failure is silent, and what follows is shown nevertheless', async () => {
  const answered = fetch;
  const failing = vi.fn().mockRejectedValueOnce(new TypeError('no network'));
  vi.stubGlobal('fetch', failing.mockImplementation(answered));
  const { result } = start();
  act(() => result.current.type());
  act(() => result.current.pause());
  await seen('paused');
  expect(failing).toHaveBeenCalledTimes(2);
});

test.each<[string, Partial<typeof scene>]>([
  ['may not write', { mayWrite: false }],
  ['has a channel that cannot show it', { canSendTyping: false }],
  ['is not connected', { state: 'reconnecting' }],
  ['writes to followers', { chatType: 'channel' }],
  ['has no chat yet', { chatType: null }],
])('who %s shows nothing', async (_, changed) => {
  const hidden = start(changed, true);
  act(() => hidden.result.current.type());
  hidden.unmount();
  // Asked for after what would have been shown before it.
  const { result } = start();
  act(() => result.current.type());
  await seen('typing');
});
