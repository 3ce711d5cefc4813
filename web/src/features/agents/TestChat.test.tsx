import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Schemas } from '../../api/client';
import { ApiFailure } from '../../api/errors';
import * as queries from '../../api/queries/agents';
import { loadManageTexts, startTexts } from '../../i18n';
import { TestChat } from './TestChat';

vi.mock('../../api/queries/agents', { spy: true });

/** It types, letter by letter, on a machine that may do other work. */
const LIMIT_MS = 30_000;

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const answer = (text: string) => ({
  text,
  model: 'tiny',
  inputTokens: 12,
  outputTokens: 5,
  latencyMs: 1500,
  tools: [{ name: 'look', failed: true, latencyMs: 20 }],
  unreachableTools: [],
  passages: [
    {
      documentId: '0194b2c0-0000-7000-8000-000000000002',
      document: 'Prices.md',
      position: 2,
      text: 'Tea is 3 €.',
    },
  ],
});

/** What is asked; `answers` in turn, a refusal where it is a string. */
function server(answers: (ReturnType<typeof answer> | string)[]) {
  const bodies: Schemas['TestAgentRequest'][] = [];
  vi.spyOn(queries, 'testAgent').mockImplementation(async (_, body) => {
    bodies.push(body);
    const next = answers.shift();
    if (next === undefined) throw new Error('it was not to be asked');
    if (typeof next === 'string') throw new ApiFailure(503, 'AGENT_UNAVAILABLE', next);
    return next;
  });
  return bodies;
}

function show(read = () => ({ prompt: 'Be kind.' })) {
  const client = new QueryClient();
  render(
    <QueryClientProvider client={client}>
      <TestChat id="0194b2c0-0000-7000-8000-000000000001" read={read} />
    </QueryClientProvider>,
  );
  const field = screen.getByLabelText('Message');
  return async (text: string) => {
    await userEvent.clear(field);
    await userEvent.type(field, `${text}{Enter}`);
  };
}

test(
  'the draft is asked with the conversation, and the answer shows what it cost',
  async () => {
    const bodies = server([answer('Hello!'), answer('')]);
    const ask = show();
    await ask('Hi');
    await screen.findByText('Hello!');
    expect(screen.getByText('tiny · 12 tokens in · 5 tokens out · 1.50 s')).toBeTruthy();
    expect(screen.getByText(/look \(failed after 0.02 s\)/)).toBeTruthy();
    expect(screen.getByText('Prices.md').parentElement?.textContent).toBe('Prices.md, part 3');
    expect(screen.getByText('Tea is 3 €.')).toBeTruthy();
    await ask('And now?');
    await screen.findByText('(The agent says nothing.)');
    expect(bodies[1]?.messages).toEqual([
      { role: 'user', text: 'Hi' },
      { role: 'assistant', text: 'Hello!' },
      { role: 'user', text: 'And now?' },
    ]);
    expect(bodies[1]?.agent).toEqual({ prompt: 'Be kind.' });
    expect(bodies[1]?.sessionId).toBe(bodies[0]?.sessionId);
    await userEvent.click(screen.getByRole('button', { name: 'Begin anew' }));
    expect(screen.queryByText('Hello!')).toBeNull();
  },
  LIMIT_MS,
);

test(
  'a question that could not be asked stays, with the reason',
  async () => {
    server(['the provider is busy']);
    const ask = show();
    await ask('Hi');
    expect((await screen.findByRole('alert')).textContent).toBe('the provider is busy');
    expect(screen.getByLabelText<HTMLTextAreaElement>('Message').value).toBe('Hi');
  },
  LIMIT_MS,
);

test(
  'a form that cannot be read is not sent',
  async () => {
    const bodies = server([]);
    const ask = show(() => {
      throw new Error('Options is not a JSON object.');
    });
    await ask('Hi');
    expect((await screen.findByRole('alert')).textContent).toBe('Options is not a JSON object.');
    expect(bodies).toEqual([]);
  },
  LIMIT_MS,
);
