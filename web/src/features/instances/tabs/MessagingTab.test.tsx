import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../../api/errors';
import * as queries from '../../../api/queries/instance';
import type { Instance, Status } from '../../../api/queries/instances';
import { sessionKey } from '../../../api/queries/session';
import { loadManageTexts, startTexts } from '../../../i18n';
import MessagingTab from './MessagingTab';

vi.mock('../../../api/queries/instance', { spy: true });
// The whole tab is rendered anew with each change.
vi.setConfig({ testTimeout: 20_000 });

const ID = '0194b2c0-0000-7000-8000-000000000001';
let client: QueryClient;
let stored: queries.TaggedInstance;

/** As the server stores changes: of each group the members that are given. */
function store(changes: object, tag: string): queries.TaggedInstance {
  const instance: Record<string, unknown> = { ...stored.instance };
  for (const [group, members] of Object.entries(changes)) {
    instance[group] = { ...(instance[group] as object), ...members };
  }
  stored = { instance: instance as unknown as Instance, tag };
  return stored;
}

const refusal = (field: string) =>
  new ApiFailure(400, 'VALIDATION_ERROR', 'refused', { field, message: 'too many' });

function Tab() {
  const { data } = useQuery({ queryKey: queries.taggedKey(ID), queryFn: async () => stored });
  return data ? <MessagingTab tagged={data} status={{} as Status} /> : null;
}

async function show(scopes = ['*']) {
  client.setQueryData(sessionKey, { scopes, user: {} });
  render(
    <QueryClientProvider client={client}>
      <Tab />
    </QueryClientProvider>,
  );
  await screen.findByLabelText('Pace', { selector: 'form' });
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const fill = (name: string, value: string) => fireEvent.change(field(name), { target: { value } });
const form = (name: string) => screen.getByLabelText(name, { selector: 'form' });
const bar = () => screen.getByLabelText('Save the changes of this page');
const saveButton = () => within(bar()).getByText<HTMLButtonElement>('Save');
const save = () => fireEvent.click(saveButton());

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  const instance = {
    id: ID,
    name: 'Shop',
    messaging: { debounceMode: 'fixed', debounceMs: 1000 },
    calls: { reject: true, reply: 'Later.' },
    pacing: { messagesPerMinute: 5 },
  };
  stored = { instance: instance as unknown as Instance, tag: '"1"' };
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

test('one button saves every changed section, each after the state that the one before it left', async () => {
  let count = 1;
  const update = vi.spyOn(queries, 'updateInstance').mockImplementation(async (_, __, changes) => {
    count += 1;
    return store(changes, `"${count}"`);
  });
  await show();
  expect(screen.getAllByText('Save')).toHaveLength(1);
  fill('Messages a minute', '12');
  fill('Text after a rejection', 'Write to us.');
  within(bar()).getByText('Changed: Pace, Calls');
  save();
  await within(bar()).findByText('Saved: Pace, Calls');
  expect(update.mock.calls).toEqual([
    [ID, '"1"', { pacing: { messagesPerMinute: 12 } }],
    [ID, '"2"', { calls: { reply: 'Write to us.' } }],
  ]);
  fill('Messages a minute', '13');
  within(bar()).getByText('Saved: Calls');
  fireEvent.submit(form('Calls'));
  await within(bar()).findByText('Saved: Pace');
  expect(update).toHaveBeenLastCalledWith(ID, '"3"', { pacing: { messagesPerMinute: 13 } });
});

test('a section that is refused is named, has the focus, and does not hold the others back', async () => {
  vi.spyOn(queries, 'updateInstance').mockImplementation(async (_, __, changes) => {
    if (changes.pacing) throw refusal('pacing.messagesPerMinute');
    return store(changes, '"2"');
  });
  await show();
  fill('Quiet time, seconds', '-1');
  fill('Messages a minute', '999999');
  fill('Text after a rejection', 'Write to us.');
  save();
  await within(bar()).findByText('Not saved: Gathering and splitting, Pace');
  within(bar()).getByText('Saved: Calls');
  expect(document.activeElement).toBe(field('Quiet time, seconds'));
  screen.getByText('too many');
  expect([field('Messages a minute').value, stored.instance.calls?.reply]).toEqual([
    '999999',
    'Write to us.',
  ]);
  fill('Quiet time, seconds', '2');
  expect(screen.queryByText('0 or more.')).toBeNull();
  within(bar()).getByText('Not saved: Pace');
});

test('a change elsewhere stops what is left, and is decided in its section', async () => {
  const update = vi.spyOn(queries, 'updateInstance').mockImplementation(async (_, tag, changes) => {
    if (tag !== stored.tag) throw new ApiFailure(412, 'STALE', 'it was changed');
    return store(changes, '"3"');
  });
  await show();
  fill('Messages a minute', '12');
  fill('Text after a rejection', 'Mine.');
  store({ pacing: { messagesPerMinute: 7 } }, '"2"');
  save();
  await within(bar()).findByText('Not saved: Pace, Calls');
  expect(update).toHaveBeenCalledTimes(1);
  await within(form('Pace')).findByText('7');
  save();
  await within(bar()).findByText('Saved: Calls');
  expect([field('Messages a minute').value, stored.instance.pacing?.messagesPerMinute]).toEqual([
    '12',
    7,
  ]);
  fireEvent.click(screen.getByText('Keep mine'));
  save();
  await waitFor(() => expect(stored.instance.pacing?.messagesPerMinute).toBe(12));
});

test('changes are discarded', async () => {
  await show();
  fill('Messages a minute', '12');
  fireEvent.click(within(bar()).getByText('Discard changes'));
  expect(field('Messages a minute').value).toBe('5');
  expect(saveButton().disabled).toBe(true);
});

test('who may not change them reads them', async () => {
  await show(['instances:read']);
  expect(field('Messages a minute').closest('fieldset')?.disabled).toBe(true);
  expect(screen.queryByText('Save')).toBeNull();
});
