import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../../api/errors';
import * as queries from '../../../api/queries/instance';
import type { Instance } from '../../../api/queries/instances';
import { sessionKey } from '../../../api/queries/session';
import { loadManageTexts, startTexts } from '../../../i18n';
import { SettingsForm } from './SettingsForm';
import { CALLS, GATHERING, type Setting } from './settings';

vi.mock('../../../api/queries/instance', { spy: true });

const ID = '0194b2c0-0000-7000-8000-000000000001';
let client: QueryClient;
let stored: queries.TaggedInstance;

const state = (tag: string, calls: object): queries.TaggedInstance => ({
  instance: { id: ID, name: 'Shop', calls } as unknown as Instance,
  tag,
});

function Form({ settings }: { settings: readonly Setting[] }) {
  const { data } = useQuery({
    queryKey: queries.taggedKey(ID),
    queryFn: async () => stored,
  });
  return data ? <SettingsForm title="Calls" settings={settings} tagged={data} /> : null;
}

function showForm(scopes: string[], settings: readonly Setting[]) {
  client.setQueryData(sessionKey, { scopes, user: {} });
  render(
    <QueryClientProvider client={client}>
      <Form settings={settings} />
    </QueryClientProvider>,
  );
}

async function show(scopes: string[]) {
  showForm(scopes, CALLS);
  return await screen.findByLabelText<HTMLTextAreaElement>('Text after a rejection');
}

const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save' }));

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  stored = state('"1"', { reject: true, reply: 'Later.' });
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

test('a change names the state that it changes, and the next one names the new state', async () => {
  const update = vi
    .spyOn(queries, 'updateInstance')
    .mockImplementation(async (_, tag, { calls }) => {
      stored = state(tag === '"1"' ? '"2"' : '"3"', { reject: true, ...calls });
      return stored;
    });
  const field = await show(['*']);
  fireEvent.change(field, { target: { value: 'Write to us.' } });
  save();
  await screen.findByText('Saved.');
  expect(update).toHaveBeenLastCalledWith(ID, '"1"', { calls: { reply: 'Write to us.' } });
  fireEvent.change(field, { target: { value: '' } });
  save();
  await waitFor(() =>
    expect(update).toHaveBeenLastCalledWith(ID, '"2"', { calls: { reply: null } }),
  );
});

test('what the server refuses is said at its field', async () => {
  vi.spyOn(queries, 'updateInstance').mockRejectedValue(
    new ApiFailure(400, 'VALIDATION_ERROR', '`calls.reply`: too long', {
      field: 'calls.reply',
      message: 'too long',
    }),
  );
  const field = await show(['*']);
  fireEvent.change(field, { target: { value: 'x' } });
  save();
  const note = await screen.findByText('too long');
  expect(field.getAttribute('aria-invalid')).toBe('true');
  expect(field.getAttribute('aria-describedby')?.split(' ')).toContain(note.id);
  expect(screen.queryByRole('alert')).toBeNull();
});

test('a conflict shows the newer value, and mine is saved over it only when I say so', async () => {
  const update = vi.spyOn(queries, 'updateInstance').mockImplementation(async (_, tag, changes) => {
    if (tag !== stored.tag) throw new ApiFailure(412, 'STALE', 'it was changed');
    stored = state('"3"', { reject: true, ...changes.calls });
    return stored;
  });
  const field = await show(['*']);
  fireEvent.change(field, { target: { value: 'Mine.' } });
  stored = state('"2"', { reject: true, reply: 'Theirs.' });
  save();
  await screen.findByText('Theirs.');
  expect(field.value).toBe('Mine.');
  fireEvent.click(screen.getByRole('button', { name: 'Keep mine' }));
  expect(screen.queryByText('Theirs.')).toBeNull();
  save();
  await screen.findByText('Saved.');
  expect(update).toHaveBeenLastCalledWith(ID, '"2"', { calls: { reply: 'Mine.' } });
});

test('the newer value is taken', async () => {
  vi.spyOn(queries, 'updateInstance').mockImplementation(async () => {
    throw new ApiFailure(412, 'STALE', 'it was changed');
  });
  const field = await show(['*']);
  fireEvent.change(field, { target: { value: 'Mine.' } });
  stored = state('"2"', { reject: true, reply: 'Theirs.' });
  save();
  fireEvent.click(await screen.findByRole('button', { name: 'Take the newer' }));
  expect(field.value).toBe('Theirs.');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('who may not change it reads it', async () => {
  const field = await show(['instances:read']);
  expect(field.value).toBe('Later.');
  expect(field.closest('fieldset')?.disabled).toBe(true);
  expect(screen.queryByRole('button')).toBeNull();
});

test('what cannot be sent is said at its field, which has the focus, until it can be', async () => {
  const update = vi.spyOn(queries, 'updateInstance').mockImplementation(async () => stored);
  const messaging = { debounceMode: 'fixed', debounceMs: 1000 };
  stored = { ...stored, instance: { ...stored.instance, messaging } as unknown as Instance };
  showForm(['*'], GATHERING);
  const field = await screen.findByRole<HTMLInputElement>('spinbutton');
  fireEvent.change(field, { target: { value: '-1' } });
  save();
  await screen.findByText('0 or more.');
  expect(document.activeElement).toBe(field);
  expect(update).not.toHaveBeenCalled();
  fireEvent.change(field, { target: { value: '2.5' } });
  expect(screen.queryByText('0 or more.')).toBeNull();
  save();
  await waitFor(() =>
    expect(update).toHaveBeenCalledWith(ID, '"1"', { messaging: { debounceMs: 2500 } }),
  );
});
