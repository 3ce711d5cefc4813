import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { ApiFailure } from '../../api/errors';
import * as queries from '../../api/queries/agentDocuments';
import { loadManageTexts, startTexts } from '../../i18n';
import { Documents } from './Documents';

vi.mock('../../api/queries/agentDocuments', { spy: true });

const ID = '0194b2c0-0000-7000-8000-000000000001';
/** It types, letter by letter, on a machine that may do other work. */
const LIMIT_MS = 30_000;

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const document = (name: string) => ({
  id: name,
  name,
  bytes: 2048,
  characters: 2000,
  passages: 3,
  createdAt: '2026-01-02T03:04:05Z',
});

/** The names that the server has; a file of the name `bad.exe` is refused. */
function server(names: string[]) {
  const list = queries.agentDocumentsQuery(ID);
  vi.spyOn(queries, 'agentDocumentsQuery').mockReturnValue({
    ...list,
    queryFn: async () => names.map(document),
  } as typeof list);
  vi.spyOn(queries, 'addFile').mockImplementation(async (_, file) => {
    if (file.name === 'bad.exe') throw new ApiFailure(400, 'VALIDATION_ERROR', 'not accepted');
    names.push(file.name);
    return document(file.name);
  });
  vi.spyOn(queries, 'addText').mockImplementation(async (_, { name }) => {
    names.push(name);
    return document(name);
  });
  vi.spyOn(queries, 'deleteDocument').mockImplementation(async (_, id) => {
    names.splice(names.indexOf(id), 1);
    return { success: true };
  });
  return names;
}

function show(mayChange = true) {
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const onChanged = vi.fn(() => client.invalidateQueries());
  render(
    <QueryClientProvider client={client}>
      <Documents id={ID} mayChange={mayChange} onChanged={onChanged} />
    </QueryClientProvider>,
  );
  return onChanged;
}

const file = (name: string) => new File(['Tea is 3 €.'], name, { type: 'text/plain' });
const region = () => screen.getByRole('region', { name: 'Add documents' });

test('files are added one after another, and each is a change', async () => {
  const names = server(['hours.md']);
  const onChanged = show();
  await screen.findByText('hours.md');
  expect(screen.getByText(/Passages: 3/)).toBeTruthy();
  fireEvent.drop(region(), { dataTransfer: { files: [file('prices.md'), file('menu.md')] } });
  await screen.findByText('menu.md');
  expect(names).toEqual(['hours.md', 'prices.md', 'menu.md']);
  expect(onChanged).toHaveBeenCalledTimes(2);
});

test('a file that is refused is named, with the reason, and those before it are kept', async () => {
  const names = server([]);
  show();
  await screen.findByText('No document yet.');
  const files = [file('prices.md'), file('bad.exe'), file('menu.md')];
  fireEvent.drop(region(), { dataTransfer: { files } });
  expect((await screen.findByRole('alert')).textContent).toBe('not accepted');
  expect(screen.getByText('bad.exe was not added.')).toBeTruthy();
  expect(names).toEqual(['prices.md']);
});

test(
  'a pasted text gets a name and is added',
  async () => {
    const names = server([]);
    show();
    const clipboardData = { files: [], getData: () => 'Open from nine.' };
    fireEvent.paste(region(), { clipboardData });
    const text = await screen.findByLabelText<HTMLTextAreaElement>('Text');
    expect(text.value).toBe('Open from nine.');
    await userEvent.type(screen.getByLabelText('Name of the document'), 'Hours');
    await userEvent.click(screen.getByRole('button', { name: 'Add' }));
    await waitFor(() => expect(names).toEqual(['Hours']));
    expect(vi.mocked(queries.addText).mock.calls[0]?.[1].text).toBe('Open from nine.');
    await waitFor(() => expect(screen.queryByLabelText('Text')).toBeNull());
  },
  LIMIT_MS,
);

test('a document is deleted after it was asked', async () => {
  const names = server(['hours.md']);
  show();
  await userEvent.click(await screen.findByRole('button', { name: 'Delete' }));
  expect(names).toEqual(['hours.md']);
  const dialog = await screen.findByRole('dialog');
  await userEvent.click(dialog.querySelector('button:last-of-type') as HTMLButtonElement);
  await waitFor(() => expect(names).toEqual([]));
});

test('who may not change it only reads', async () => {
  server(['hours.md']);
  show(false);
  await screen.findByText('hours.md');
  expect(screen.queryByRole('region', { name: 'Add documents' })).toBeNull();
  expect(screen.queryByRole('button', { name: 'Delete' })).toBeNull();
});
