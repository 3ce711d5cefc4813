import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { chatKey } from '../../../api/queries/chats';
import { sessionKey } from '../../../api/queries/session';
import { startTexts } from '../../../i18n';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { ChatEvents } from './ChatEvents';

const CHAT = '551@g.us';

beforeAll(startTexts);
afterEach(cleanup);

async function show(scopes: string[]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(sessionKey, { scopes });
  client.setQueryData(chatKey('i1', CHAT), { id: 'c1', instanceId: 'i1', externalId: CHAT });
  const root = createRootRoute({
    component: () => (
      <>
        <h1>Chat</h1>
        <ChatEvents />
      </>
    ),
  });
  const router = createRouter({
    routeTree: root,
    history: createMemoryHistory({ initialEntries: ['/'] }),
  });
  render(
    <QueryClientProvider client={client}>
      <ConversationContext value={{ instance: 'i1', address: CHAT } as ConversationValue}>
        {/* The type of the page's own router is registered. */}
        <RouterProvider router={router as never} />
      </ConversationContext>
    </QueryClientProvider>,
  );
  await screen.findByRole('heading', { name: 'Chat' });
  return screen.queryByRole('link', { name: 'Show events' });
}

test('who may read events is led to those of the chat, by its internal id', async () => {
  expect((await show(['events:read']))?.getAttribute('href')).toBe('/events?chat=c1');
  cleanup();
  expect(await show(['messages:read'])).toBeNull();
});
