import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import type { Message } from '../../../api/queries/messages';
import { startTexts } from '../../../i18n';
import { TurnOf } from './TurnOf';

const MESSAGE = '0194b2c0-0000-7000-8000-000000000001';

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** The paths and queries that are asked; the list of turns is `turns`. */
function server(turns: object[]) {
  const asked: [string, unknown][] = [];
  vi.spyOn(api, 'GET').mockImplementation((async (path: string, init?: { params?: object }) => {
    const { query } = (init?.params ?? {}) as { query?: unknown };
    asked.push([path, query]);
    const data = path === '/api/v2/turns' ? { items: turns, meta: { hasMore: false } } : undefined;
    return data ? { data, response: new Response() } : new Promise(() => undefined);
  }) as never);
  return asked;
}

function show(isFromMe: boolean) {
  const message = { id: MESSAGE, isFromMe, timestamp: '2020-01-01T00:00:00Z' } as Message;
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      <TurnOf message={message} />
    </QueryClientProvider>,
  );
}

test('the turn of an old message is asked for by the message, not looked for among the newest', async () => {
  const turn = { id: 't1', instanceId: 'i1', chatId: 'c1', state: 'done', outcome: 'silent' };
  const times = { createdAt: '2020-01-01T00:00:00Z', updatedAt: '2020-01-01T00:00:01Z' };
  const asked = server([{ ...turn, ...times, attempts: 1 }]);
  show(false);
  await screen.findByText('The agent chose not to answer');
  expect(asked[0]).toEqual(['/api/v2/turns', { messageId: MESSAGE, limit: 1 }]);
});

test('that there was no turn is said once the server has said so', async () => {
  server([]);
  show(true);
  await screen.findByText('The agent did not write this message.');
});
