import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import type { LiveEvent } from '../../../api/live/frames';
import { passOn } from '../../../api/live/listeners';
import { startTexts } from '../../../i18n';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { WhyTab } from './WhyTab';

const CHAT = '551@s.whatsapp.net';

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const turn = (id: string, state: string) => ({
  id,
  instanceId: 'i1',
  chatId: 'c1',
  state,
  outcome: state === 'done' ? 'answered' : null,
  attempts: 1,
  createdAt: '2020-01-01T00:00:00Z',
  updatedAt: '2020-01-01T00:00:01Z',
});

/** The answers to requests for the turns, one after another; the last one to all others. */
function server(...answers: object[][]) {
  let asked = 0;
  vi.spyOn(api, 'GET').mockImplementation((async (path: string) => {
    if (path !== '/api/v2/turns') return new Promise(() => undefined);
    const items = answers[Math.min(asked, answers.length - 1)];
    asked += 1;
    return { data: { items, meta: { hasMore: false } }, response: new Response() };
  }) as never);
}

function show() {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const value = { instance: 'i1', address: CHAT } as ConversationValue;
  render(
    <QueryClientProvider client={client}>
      <ConversationContext value={value}>
        <WhyTab message={null} onAll={() => undefined} />
      </ConversationContext>
    </QueryClientProvider>,
  );
}

const received = { type: 'message.received', instanceId: 'i1', chatId: CHAT, payload: {} };

test('a turn appears with the message that begins it, and shows how it goes on', async () => {
  server([], [turn('t1', 'collecting')], [turn('t1', 'running')], [turn('t1', 'done')]);
  show();
  await screen.findByText('The agent has had no turn in this chat.');
  passOn([{ ...received, chatId: 'other' } as unknown as LiveEvent]);
  passOn([received as unknown as LiveEvent]);
  await screen.findByText('Waiting for further messages');
  await screen.findByText('The agent is answering', undefined, { timeout: 4_000 });
  await screen.findByText('Answered', undefined, { timeout: 4_000 });
  expect(api.GET).toHaveBeenCalledTimes(4);
}, 10_000);
