import { cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { api } from '../../api/client';
import { startTexts } from '../../i18n';
import { showPage } from '../manage/fixture';

const PERSON = '0194b2c0-0000-7000-8000-000000000001';
/** It loads the page's code on a machine that may do other work. */
const LIMIT_MS = 60_000;

beforeAll(startTexts);
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** The persons whose turns are asked for, one after the other; nothing for everyone. */
function server() {
  const asked: unknown[] = [];
  vi.spyOn(api, 'GET').mockImplementation((async (path: string, init?: { params?: object }) => {
    const { query } = (init?.params ?? {}) as { query?: { personId?: string } };
    if (path === '/api/v2/turns') asked.push(query?.personId);
    const person = { id: PERSON, displayName: 'Ann' };
    const list = { items: [], meta: { hasMore: false } };
    const data = path.endsWith('/presence') ? { person, identities: [] } : list;
    return { data, response: new Response() };
  }) as never);
  return asked;
}

test(
  'the turns of the person whom the address names are listed, until the filter is removed',
  async () => {
    const asked = server();
    const router = showPage(`/turns?person=${PERSON}`);
    await screen.findByRole('link', { name: 'Ann' }, { timeout: LIMIT_MS });
    expect(new Set(asked)).toEqual(new Set([PERSON]));
    const remove = screen.getByRole('button', { name: 'Remove the filter by person' });
    await userEvent.click(remove);
    await vi.waitFor(() => expect(asked).toContain(undefined));
    expect(router.state.location.search).toEqual({});
    expect(screen.queryByRole('button', { name: 'Remove the filter by person' })).toBeNull();
  },
  LIMIT_MS,
);
