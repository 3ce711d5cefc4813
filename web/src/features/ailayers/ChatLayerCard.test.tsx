import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as queries from '../../api/queries/aiLayers';
import { sessionKey } from '../../api/queries/session';
import { loadManageTexts, startTexts } from '../../i18n';
import { ChatLayerCard } from './ChatLayerCard';

vi.mock('../../api/queries/aiLayers', { spy: true });

const INSTANCE = '0194b2c0-0000-7000-8000-000000000001';
const CHAT = '5511900000002';

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

test('the layer of a chat is found by its address, and only what differs is sent', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(sessionKey, { scopes: ['*'], user: {} } as never);
  client.setQueryData(queries.chatLayerQuery(INSTANCE, CHAT).queryKey, {
    externalId: CHAT,
    mode: 'inherit',
    prompt: 'Be kind.',
  } as never);
  // It is read again once it is saved.
  vi.stubGlobal('fetch', async () =>
    Response.json({ externalId: CHAT, mode: 'disabled', prompt: 'Be kind.' }),
  );
  const set = vi.spyOn(queries, 'setChatLayer').mockResolvedValue({} as never);
  render(
    <QueryClientProvider client={client}>
      <ChatLayerCard instance={INSTANCE} />
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByLabelText('Number or address'), { target: { value: CHAT } });
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));
  const mode = await screen.findByLabelText<HTMLSelectElement>('It answers');
  expect(mode.value).toBe('inherit');
  expect(screen.getByLabelText<HTMLTextAreaElement>('System prompt').value).toBe('Be kind.');
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Nothing has changed.');
  fireEvent.change(mode, { target: { value: 'disabled' } });
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(set).toHaveBeenCalledWith(INSTANCE, CHAT, { mode: 'disabled' }));
});

test('a layer that another browser changes is shown, and an edit is kept', async () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  const { queryKey } = queries.chatLayerQuery(INSTANCE, CHAT);
  const layer = { externalId: CHAT, mode: 'inherit', prompt: 'Be kind.' };
  client.setQueryData(sessionKey, { scopes: ['*'], user: {} } as never);
  client.setQueryData(queryKey, layer as never);
  const changed = { ...layer, mode: 'enabled', prompt: 'Be quick.' };
  vi.stubGlobal('fetch', async () => Response.json({ ...changed, prompt: 'Be brief.' }));
  const set = vi.spyOn(queries, 'setChatLayer').mockResolvedValue({} as never);
  render(
    <QueryClientProvider client={client}>
      <ChatLayerCard instance={INSTANCE} />
    </QueryClientProvider>,
  );
  fireEvent.change(screen.getByLabelText('Number or address'), { target: { value: CHAT } });
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));
  const mode = await screen.findByLabelText<HTMLSelectElement>('It answers');
  const prompt = screen.getByLabelText<HTMLTextAreaElement>('System prompt');
  fireEvent.input(prompt, { target: { value: 'Be brief.' } });
  client.setQueryData(queryKey, changed as never);
  await waitFor(() => expect(mode.value).toBe('enabled'));
  expect(prompt.value).toBe('Be brief.');
  fireEvent.click(screen.getByRole('button', { name: 'Save' }));
  // What the other browser changed is not undone.
  await waitFor(() => expect(set).toHaveBeenCalledWith(INSTANCE, CHAT, { prompt: 'Be brief.' }));
  await screen.findByText('Saved.');
  client.setQueryData(queryKey, { ...changed, prompt: 'Be calm.' } as never);
  await waitFor(() => expect(prompt.value).toBe('Be calm.'));
});
