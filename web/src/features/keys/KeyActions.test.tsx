import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { instancesKey } from '../../api/queries/instances';
import * as queries from '../../api/queries/keys';
import { sessionKey } from '../../api/queries/session';
import { loadManageTexts, startTexts } from '../../i18n';
import { KeyActions } from './KeyActions';

vi.mock('../../api/queries/keys', { spy: true });

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const RIGHTS = ['messages:send', 'messages:read'];

const key = (prefix: string): queries.Key => ({
  id: 'k1',
  name: 'one',
  prefix,
  suffix: '...a1b2',
  scopes: RIGHTS,
  instanceIds: null,
  status: 'active',
  isPrimary: false,
  createdAt: '2026-01-02T03:04:05Z',
  lastUsedAt: null,
  lastUsedIp: null,
  expiresAt: null,
  revokedAt: null,
  usageCount: 0,
});

/** Opens the form of a key with this prefix. */
function edit(prefix: string) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(sessionKey, { scopes: ['*'], user: {} } as never);
  client.setQueryData(instancesKey, []);
  const update = vi.spyOn(queries, 'updateKey').mockResolvedValue(key(prefix));
  render(
    <QueryClientProvider client={client}>
      <KeyActions apiKey={key(prefix)} />
    </QueryClientProvider>,
  );
  fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
  return update;
}

function rename() {
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'two' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
}

const boxes = () => screen.queryAllByRole('checkbox', { hidden: true }).length;

test('of the key of entry points the name is changed alone', async () => {
  const update = edit('ak_');
  expect([boxes(), screen.queryByLabelText('Expires')]).toEqual([0, null]);
  screen.getByText(/Only its name can be changed/);
  rename();
  await waitFor(() => expect(update).toHaveBeenCalledWith('k1', { name: 'two' }));
});

test('of another key the rights are changed with it', async () => {
  const update = edit('omni_sk_');
  expect(boxes()).toBeGreaterThan(2);
  screen.getByLabelText('Expires');
  expect(screen.queryByText(/Only its name can be changed/)).toBeNull();
  rename();
  const whole = { name: 'two', scopes: RIGHTS, instanceIds: null, expiresAt: null };
  await waitFor(() => expect(update).toHaveBeenCalledWith('k1', whole));
});
