import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as attempts from '../../api/attempt';
import type { Operation } from '../../api/operations';
import { loadManageTexts, startTexts } from '../../i18n';
import { RequestForm } from './RequestForm';

vi.mock('../../api/attempt', { spy: true });

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
  // The browser's own dialog, which the tests' environment does not open.
  HTMLDialogElement.prototype.showModal ??= function show(this: HTMLDialogElement) {
    this.open = true;
  };
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.clearAllMocks();
});

const operation = (method: string, body?: string): Operation => ({
  key: `${method} /api/v2/things`,
  method,
  path: '/api/v2/things',
  title: 'Things',
  hint: '',
  scope: undefined,
  parameters: [],
  body,
});

function show(one: Operation) {
  const sent = vi.spyOn(attempts, 'attempt').mockResolvedValue({
    status: 200,
    ms: 5,
    headers: [['x-request-id', 'r1']],
    body: { ok: true },
    isShortened: false,
  });
  // Any signed-in user: the server decides what they may.
  const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } });
  render(
    <QueryClientProvider client={client}>
      <RequestForm operation={one} />
    </QueryClientProvider>,
  );
  return sent;
}

const send = () => userEvent.click(screen.getByRole('button', { name: 'Send' }));

test('a reading request is sent at once, and its answer shown', async () => {
  const sent = show(operation('GET'));
  await send();
  await screen.findByText('200 after 5 ms');
  expect(screen.getByText('r1')).toBeTruthy();
  expect(screen.getByText(/"ok": true/)).toBeTruthy();
  expect(sent).toHaveBeenCalledTimes(1);
});

test('before a change the reader is asked, and may decline', async () => {
  const sent = show(operation('DELETE'));
  await send();
  await screen.findByText(/DELETE \/api\/v2\/things changes something/);
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(sent).not.toHaveBeenCalled();
  await send();
  const dialog = await screen.findByRole('dialog');
  const confirm = [...dialog.querySelectorAll('button')].find(one => one.textContent === 'Send');
  await userEvent.click(confirm as HTMLButtonElement);
  await screen.findByText('200 after 5 ms');
  expect(sent).toHaveBeenCalledTimes(1);
});

test('a body that is no JSON is not sent', async () => {
  const sent = show(operation('POST', '{'));
  await send();
  const note = await screen.findByText('The body is not JSON.');
  const field = screen.getByLabelText('Body, as JSON');
  expect(field.getAttribute('aria-describedby')?.split(' ')).toContain(note.id);
  expect(sent).not.toHaveBeenCalled();
});
