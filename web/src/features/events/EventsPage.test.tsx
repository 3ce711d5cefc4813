import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../../api/client';
import { startTexts } from '../../i18n';
import { showPage } from '../manage/fixture';

const CHAT = '0194b2c0-0000-7000-8000-000000000001';
const PERSON = '0194b2c0-0000-7000-8000-000000000002';
const INSTANCE = '0194b2c0-0000-7000-8000-000000000003';
const ADDRESS = '551@g.us';
/** It loads the page's code on a machine that may do other work. */
const LIMIT_MS = 60_000;

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const list = (items: object[]) => ({ items, meta: { hasMore: false } });

/** What the log is asked for by the list, one after the other. */
function server() {
  const asked: Record<string, unknown>[] = [];
  const answer = (path: string, query: Record<string, unknown>) => {
    if (path === '/api/v2/events' && query.limit === 1) {
      return list([{ id: 'e1', instanceId: INSTANCE, chatId: ADDRESS }]);
    }
    if (path === '/api/v2/events') {
      const { limit: _, ...filters } = query;
      asked.push(filters);
    }
    if (path === '/api/v2/instances/{id}/chats') {
      return list([{ id: CHAT, instanceId: INSTANCE, externalId: ADDRESS, name: 'Family' }]);
    }
    if (path.endsWith('/presence')) {
      return { person: { id: PERSON, displayName: 'Ann' }, identities: [] };
    }
    return list([]);
  };
  vi.spyOn(api, 'GET').mockImplementation((async (path: string, init?: { params?: object }) => {
    const { query = {} } = (init?.params ?? {}) as { query?: Record<string, unknown> };
    return { data: answer(path, query), response: new Response() };
  }) as never);
  return asked;
}

const field = (name: string) => screen.findByLabelText(name, {}, { timeout: LIMIT_MS });

test(
  'the events of the chat and the person whom the address names are listed, until they are removed',
  async () => {
    const asked = server();
    const router = showPage(`/events?chat=${CHAT}&person=${PERSON}`);
    await screen.findByRole('link', { name: 'Family' }, { timeout: LIMIT_MS });
    await screen.findByRole('link', { name: 'Ann' });
    expect(asked).toEqual([{ chatId: CHAT, personId: PERSON }]);
    await userEvent.click(screen.getByRole('button', { name: 'Remove the filter by chat' }));
    await vi.waitFor(() => expect(asked.at(-1)).toEqual({ personId: PERSON }));
    expect(screen.queryByRole('link', { name: 'Family' })).toBeNull();
    await userEvent.click(screen.getByRole('button', { name: 'Remove the filter by person' }));
    await vi.waitFor(() => expect(asked.at(-1)).toEqual({}));
    expect(router.state.location.search).toEqual({});
  },
  LIMIT_MS,
);

test(
  'what is chosen is in the address, and is asked for',
  async () => {
    const asked = server();
    const router = showPage('/events?type=message.received');
    await userEvent.selectOptions(await field('Channel'), 'WhatsApp');
    await userEvent.selectOptions(await field('Kind of content'), 'Picture');
    await vi.waitFor(() =>
      expect(asked.at(-1)).toEqual({
        eventType: ['message.received'],
        channel: ['whatsapp-baileys'],
        contentType: ['image'],
      }),
    );
    expect(router.state.location.search).toEqual({
      type: 'message.received',
      channel: 'whatsapp-baileys',
      content: 'image',
    });
    await userEvent.selectOptions(await field('Kind of content'), 'All');
    await vi.waitFor(() => expect(asked.at(-1)).not.toHaveProperty('contentType'));
  },
  LIMIT_MS,
);

test(
  'a time has what is typed at once, while the address has it later',
  async () => {
    const asked = server();
    const router = showPage('/events');
    const from = (await field('From')) as HTMLInputElement;
    fireEvent.change(from, { target: { value: '2026-01-02T03:04' } });
    expect(from.value).toBe('2026-01-02T03:04');
    const since = new Date('2026-01-02T03:04').toISOString();
    await vi.waitFor(() => expect(router.state.location.search).toEqual({ since }));
    expect(asked.at(-1)).toEqual({ since });
  },
  LIMIT_MS,
);

test(
  'words are those of the address, also once it has others',
  async () => {
    const asked = server();
    const router = showPage('/events?q=pear');
    const words = (await field('Search in texts')) as HTMLInputElement;
    expect(words.value).toBe('pear');
    await userEvent.clear(words);
    await userEvent.type(words, 'red apple');
    await vi.waitFor(() => expect(asked.at(-1)).toEqual({ search: 'red apple' }));
    expect(words.value).toBe('red apple');
    await act(() => router.navigate({ to: '/events', search: {} } as never));
    await vi.waitFor(() => expect(words.value).toBe(''));
    await vi.waitFor(() => expect(router.state.location.search).toEqual({}));
  },
  LIMIT_MS,
);
