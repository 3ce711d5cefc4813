import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { syncStatusQuery } from '../../api/queries/jobs';
import { loadManageTexts, startTexts } from '../../i18n';
import { InstanceSync } from './InstanceSync';

vi.mock('@tanstack/react-router', () => ({ Link: () => null }));
vi.mock('../session/useSession', () => ({ useMay: () => () => true }));

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
afterEach(cleanup);

function show(continuous: { intervalMs: number; nextAt: string } | null) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const counts = { contactsCount: 3, chatsCount: 2, messagesCount: 40, inProgress: false };
  client.setQueryData(syncStatusQuery('i1').queryKey, { ...counts, continuous } as never);
  render(
    <QueryClientProvider client={client}>
      <InstanceSync id="i1" />
    </QueryClientProvider>,
  );
}

test('without a schedule one can be started, and what is stored is shown', () => {
  show(null);
  expect(screen.getByText('Off')).toBeTruthy();
  expect(screen.getByText('3 contacts, 2 chats, 40 messages')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Start continuous sync' })).toBeTruthy();
});

test('a schedule is shown with its interval, and can be stopped', () => {
  show({ intervalMs: 900_000, nextAt: '2026-01-01T00:00:00.000Z' });
  expect(screen.getByText('Every 15 minutes')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Stop continuous sync' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Start continuous sync' })).toBeNull();
});
