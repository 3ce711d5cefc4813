import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import { applyEvents } from '../../../api/live/apply';
import type { LiveEvent } from '../../../api/live/frames';
import { passOn } from '../../../api/live/listeners';
import { startTexts } from '../../../i18n';
import { ConversationContext, type ConversationValue } from '../useConversation';
import { WhyTab } from './WhyTab';

const CHAT = '551@s.whatsapp.net';

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  vi.useRealTimers();
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
  return client;
}

const received = { type: 'message.received', instanceId: 'i1', chatId: CHAT, payload: {} };

/** As the live link passes the state of a turn on. */
function change(client: QueryClient, state: string, chatId = CHAT) {
  const payload = { turnId: 't1', chatId, state };
  const event = { type: 'agent.turn_changed', seq: null, instanceId: 'i1', chatId, payload };
  const events = [event as unknown as LiveEvent];
  applyEvents(client, events, null);
  passOn(events);
}

test('a turn appears with the message that begins it, and shows each of its states', async () => {
  server([], [turn('t1', 'collecting')], [turn('t1', 'running')], [turn('t1', 'done')]);
  const client = show();
  await screen.findByText('The agent has had no turn in this chat.');
  passOn([{ ...received, chatId: 'other' } as unknown as LiveEvent]);
  passOn([received as unknown as LiveEvent]);
  await screen.findByText('Waiting for further messages');
  change(client, 'running');
  await screen.findByText('The agent is answering', undefined, { timeout: 4_000 });
  // The chat's own address, where the page was opened at its other one.
  change(client, 'done', '9@lid');
  await screen.findByText('Answered', undefined, { timeout: 4_000 });
  expect(api.GET).toHaveBeenCalledTimes(4);
}, 10_000);

test('while no event arrives nothing is asked for, however long a turn runs', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  server([turn('t1', 'running')]);
  show();
  await screen.findByText('The agent is answering');
  await vi.advanceTimersByTimeAsync(120_000);
  expect(api.GET).toHaveBeenCalledTimes(1);
});
