import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../../api/client';
import type { DeadLetter } from '../../api/queries/deadLetters';
import { startTexts } from '../../i18n';
import { showPage } from '../manage/fixture';

const DESK = '0194b2c0-0000-7000-8000-000000000001';
/** It loads the page's code on a machine that may do other work. */
const LIMIT_MS = 60_000;

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const letter = (change: Partial<DeadLetter>): DeadLetter => ({
  id: '1',
  kind: 'turn.run',
  instanceId: DESK,
  status: 'pending',
  state: 'dead',
  payload: {},
  attempts: 1,
  maxAttempts: 1,
  createdAt: '2025-01-29T12:00:00.000Z',
  ...change,
});

/** The filters that are asked for, one after the other. */
function server(items: DeadLetter[] = []) {
  const asked: unknown[] = [];
  vi.spyOn(api, 'GET').mockImplementation((async (path: string, init?: { params?: object }) => {
    const { query } = (init?.params ?? {}) as { query?: object };
    const isList = path === '/api/v2/dead-letters';
    if (isList) asked.push({ ...query, limit: undefined });
    const found = path === '/api/v2/instances' ? [{ id: DESK, name: 'Desk' }] : [];
    const data = { items: isList ? items : found, meta: { hasMore: false } };
    return { data, response: new Response() };
  }) as never);
  return asked;
}

test(
  'the address has the filters, and the list those that it asks for',
  async () => {
    const asked = server();
    const router = showPage(`/dead-letters?status=all&job=turn.run&instance=${DESK}`);
    await screen.findByText('No job that was given up matches.', undefined, { timeout: LIMIT_MS });
    expect(asked).toEqual([{ kind: ['turn.run'], instanceId: DESK }]);
    const kind = screen.getByLabelText('Kind');
    expect(kind).toHaveProperty('value', 'turn.run');
    await userEvent.selectOptions(kind, 'Files to fetch');
    await userEvent.selectOptions(screen.getByLabelText('Instance'), 'All');
    await userEvent.selectOptions(screen.getByLabelText('Status'), 'Needs a person');
    await vi.waitFor(() =>
      expect(asked.at(-1)).toEqual({ status: ['pending'], kind: ['media.fetch'] }),
    );
    expect(router.state.location.search).toEqual({ job: 'media.fetch' });
  },
  LIMIT_MS,
);

test(
  'a job leads to its chat, at its message, and to its turn',
  async () => {
    const chat = { externalId: '15550002222@s.whatsapp.net', name: 'Ann' };
    const address = '15550003333@s.whatsapp.net';
    server([
      letter({ id: '1', chat, payload: { turnId: 't' } as never }),
      letter({ id: '2', kind: 'message.send', chat, payload: { messageId: 'm' } as never }),
      letter({ id: '3', kind: 'chat.action', payload: { chat: address } as never }),
      letter({ id: '4', kind: 'of.tomorrow', payload: { chat: address } as never }),
    ]);
    showPage('/dead-letters');
    const list = await screen.findByRole('list', { name: 'Dead letters' }, { timeout: LIMIT_MS });
    const links = within(list)
      .getAllByRole('listitem')
      .map(row =>
        within(row)
          .queryAllByRole('link')
          .map(link => link.getAttribute('href')),
      );
    const ofAnn = `/chats/${DESK}/15550002222%40s.whatsapp.net`;
    expect(links).toEqual([
      ['/turns/t', ofAnn],
      [`${ofAnn}?message=m`],
      [`/chats/${DESK}/15550003333%40s.whatsapp.net`],
      [],
    ]);
    expect(within(list).getAllByRole('link', { name: 'Ann' })).toHaveLength(2);
    within(list).getByText('Answers of agents');
    within(list).getByText('of.tomorrow');
  },
  LIMIT_MS,
);
