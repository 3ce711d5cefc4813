import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { api } from '../../../api/client';
import { sessionKey } from '../../../api/queries/session';
import { loadManageTexts, startTexts } from '../../../i18n';
import { ProfileCard } from './ProfileCard';
import * as pictures from './picture';

vi.mock('./picture', { spy: true });

// Whole cards are rendered, on machines that do other work.
vi.setConfig({ testTimeout: 20_000 });

const ID = '0194b2c0-0000-7000-8000-000000000001';
const ADDRESS = '15550001111@s.whatsapp.net';
let client: QueryClient;
let about: string;

const answer = (status: number, body: object) => ({
  [status < 300 ? 'data' : 'error']: body,
  response: new Response(null, { status }),
});

const card = (name: string) => (
  <QueryClientProvider client={client}>
    <ProfileCard id={ID} address={ADDRESS} name={name} />
  </QueryClientProvider>
);

async function show(scopes = ['*']) {
  client.setQueryData(sessionKey, { scopes, user: {} });
  const page = render(card('Shop'));
  await screen.findByLabelText('Name shown');
  return page;
}

/** The server takes the changes, or refuses the field. */
function serve(refused?: string) {
  const put = vi.fn(async (_: string, { body }: { body: { name?: string; status?: string } }) => {
    if (refused) {
      const details = { field: refused, message: 'not this one' };
      return answer(400, { error: { code: 'VALIDATION_ERROR', message: 'refused', details } });
    }
    about = body.status ?? about;
    return answer(200, { success: true, profile: {} });
  });
  vi.spyOn(api, 'PUT').mockImplementation(put as unknown as typeof api.PUT);
  return put;
}

const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name);
const fill = (name: string, value: string) => fireEvent.change(field(name), { target: { value } });
const save = () => fireEvent.click(screen.getByText('Save'));
const choose = (file: File) => {
  const picker = document.querySelector<HTMLInputElement>('input[type=file]');
  if (picker) fireEvent.change(picker, { target: { files: [file] } });
};

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
beforeEach(() => {
  client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  about = 'open';
  vi.spyOn(api, 'GET').mockImplementation((async () =>
    answer(200, { about })) as unknown as typeof api.GET);
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

test('only what differs is sent, and then nothing is left to save', async () => {
  const put = serve();
  await show();
  fill('About', 'open till six');
  save();
  await screen.findByText('Saved.');
  expect(put.mock.calls[0]?.[1].body).toEqual({ status: 'open till six' });
  expect(screen.getByText<HTMLButtonElement>('Save').disabled).toBe(true);
});

test('a chosen picture is shown before it is sent, and what is none is refused at once', async () => {
  const put = serve();
  await show();
  screen.getByText('No picture.');
  choose(new File(['<svg/>'], 'a.svg', { type: 'image/svg+xml' }));
  await screen.findByText('This is no picture in PNG, JPEG, GIF or WebP.');
  choose(new File(['abc'], 'a.png', { type: 'image/png' }));
  const shown = await screen.findByAltText<HTMLImageElement>('New profile picture');
  expect(shown.src).toBe('data:image/png;base64,YWJj');
  expect(screen.queryByText('This is no picture in PNG, JPEG, GIF or WebP.')).toBeNull();
  save();
  await waitFor(() => expect(put.mock.calls[0]?.[1].body).toEqual({ picture: 'YWJj' }));
});

test('of two pictures the one that was chosen last is taken, also if it is read first', async () => {
  serve();
  const reads: ((address: string) => void)[] = [];
  const read = vi.spyOn(pictures, 'readPicture');
  for (let count = 0; count < 2; count += 1) {
    read.mockImplementationOnce(() => new Promise(resolve => reads.push(resolve)));
  }
  await show();
  choose(new File(['one'], 'one.png', { type: 'image/png' }));
  choose(new File(['two'], 'two.png', { type: 'image/png' }));
  reads[1]?.('data:image/png;base64,dHdv');
  const shown = await screen.findByAltText<HTMLImageElement>('New profile picture');
  await act(async () => reads[0]?.('data:image/png;base64,b25l'));
  expect(shown.src).toBe('data:image/png;base64,dHdv');
});

test('nothing is edited while it is saved', async () => {
  let answered = () => {};
  vi.spyOn(api, 'PUT').mockImplementation(
    (() =>
      new Promise(resolve => {
        answered = () => resolve(answer(200, { success: true, profile: {} }));
      })) as unknown as typeof api.PUT,
  );
  await show();
  fill('Name shown', 'Bakery');
  save();
  await waitFor(() => expect(field('About').closest('fieldset')?.disabled).toBe(true));
  answered();
  await screen.findByText('Saved.');
  expect(field('About').closest('fieldset')?.disabled).toBe(false);
  expect(field('Name shown').value).toBe('Bakery');
});

test('a refused picture is said at the picture, and stays chosen', async () => {
  serve('picture');
  await show();
  choose(new File(['abc'], 'a.png', { type: 'image/png' }));
  await screen.findByAltText('New profile picture');
  save();
  await screen.findByText('not this one');
  expect(screen.queryByRole('alert')).toBeNull();
  screen.getByAltText('New profile picture');
});

test('what changes on the phone is followed, but not over what is edited', async () => {
  serve();
  const page = await show();
  page.rerender(card('Bakery'));
  await waitFor(() => expect(field('Name shown').value).toBe('Bakery'));
  fill('Name shown', 'Mine');
  page.rerender(card('Theirs'));
  fill('About', 'closed');
  expect([field('Name shown').value, field('About').value]).toEqual(['Mine', 'closed']);
});

test('who may not change it reads it', async () => {
  await show(['instances:read']);
  expect(field('Name shown').closest('fieldset')?.disabled).toBe(true);
  expect(screen.queryByText('Save')).toBeNull();
  expect(screen.queryByText('Choose a picture')).toBeNull();
});
