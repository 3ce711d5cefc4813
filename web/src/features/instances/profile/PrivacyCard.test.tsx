import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import { sessionKey } from '../../../api/queries/session';
import { loadManageTexts, startTexts } from '../../../i18n';
import { PrivacyCard } from './PrivacyCard';

// Whole cards are rendered, on machines that do other work.
vi.setConfig({ testTimeout: 20_000 });

const ID = '0194b2c0-0000-7000-8000-000000000001';
let stored: Record<string, string>;

const answer = (status: number, body: object) => ({
  [status < 300 ? 'data' : 'error']: body,
  response: new Response(null, { status }),
});

async function show(scopes = ['*']) {
  const client = new QueryClient({
    defaultOptions: { queries: { staleTime: Infinity, retry: false } },
  });
  client.setQueryData(sessionKey, { scopes, user: {} });
  render(
    <QueryClientProvider client={client}>
      <PrivacyCard id={ID} />
    </QueryClientProvider>,
  );
  await waitFor(() => expect(screen.queryByText('Loading…')).toBeNull());
}

const choice = (name: string) => screen.getByLabelText<HTMLSelectElement>(name);
const choose = (name: string, value: string) =>
  fireEvent.change(choice(name), { target: { value } });
const save = () => fireEvent.click(screen.getByText('Save'));

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
beforeEach(() => {
  stored = { last: 'all', online: 'all', profile: 'contact_blacklist' };
  vi.spyOn(api, 'GET').mockImplementation((async () =>
    answer(200, { settings: { ...stored } })) as unknown as typeof api.GET);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** The network takes the settings in turn, up to the one with the value that is refused. */
function serve(refused?: string) {
  const patch = vi.fn(async (_: string, { body }: { body: { settings: object } }) => {
    for (const [name, value] of Object.entries(body.settings)) {
      if (value === refused) {
        return answer(502, { error: { code: 'SEND_FAILED', message: 'the network refused it' } });
      }
      stored[name] = value;
    }
    return answer(200, { settings: { ...stored } });
  });
  vi.spyOn(api, 'PATCH').mockImplementation(patch as unknown as typeof api.PATCH);
  return patch;
}

test('only what was chosen is sent, and then nothing is left to save', async () => {
  const patch = serve();
  await show();
  expect(choice('Profile picture is shown to').value).toBe('contact_blacklist');
  choose('Last seen', 'none');
  save();
  await screen.findByText('Saved.');
  expect(patch.mock.calls[0]?.[1].body).toEqual({ settings: { last: 'none' } });
  expect(choice('Last seen').value).toBe('none');
  expect(screen.getByText<HTMLButtonElement>('Save').disabled).toBe(true);
});

test('what was changed before a refusal is no longer sent, and the rest stays chosen', async () => {
  const patch = serve('match_last_seen');
  await show();
  choose('Last seen', 'none');
  choose('Online', 'match_last_seen');
  save();
  await screen.findByText('the network refused it');
  expect(choice('Online').value).toBe('match_last_seen');
  await waitFor(() => expect(api.GET).toHaveBeenCalledTimes(2));
  save();
  await waitFor(() => expect(patch).toHaveBeenCalledTimes(2));
  expect(patch.mock.calls[1]?.[1].body).toEqual({ settings: { online: 'match_last_seen' } });
});

test('nothing is chosen while it is saved', async () => {
  let answered = () => {};
  vi.spyOn(api, 'PATCH').mockImplementation(
    (() =>
      new Promise(resolve => {
        answered = () => resolve(answer(200, { settings: { ...stored, last: 'none' } }));
      })) as unknown as typeof api.PATCH,
  );
  await show();
  choose('Last seen', 'none');
  save();
  await waitFor(() => expect(choice('Online').closest('fieldset')?.disabled).toBe(true));
  answered();
  await screen.findByText('Saved.');
  expect(choice('Online').closest('fieldset')?.disabled).toBe(false);
});

test('an account whose settings are not known yet has no form', async () => {
  stored = {};
  await show();
  screen.getByText('The network has not reported the settings yet.');
  expect(screen.queryByText('Save')).toBeNull();
});

test('who may not change them reads them', async () => {
  await show(['instances:read']);
  expect(choice('Last seen').closest('fieldset')?.disabled).toBe(true);
  expect(screen.queryByText('Save')).toBeNull();
});
