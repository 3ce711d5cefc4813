import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { instancesKey } from '../../api/queries/instances';
import type { Webhook } from '../../api/queries/webhooks';
import { loadManageTexts, startTexts } from '../../i18n';
import { WebhookForm } from './WebhookForm';

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
afterEach(cleanup);

function show(present?: Webhook) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(instancesKey, []);
  const onSubmit = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <WebhookForm
        title="Endpoint"
        action="Save"
        {...(present ? { present } : {})}
        error={null}
        isBusy={false}
        onSubmit={onSubmit}
        onClose={() => undefined}
      />
    </QueryClientProvider>,
  );
  return onSubmit;
}

const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
const isMoreOpen = () => screen.getByText('More settings').closest('details')?.open;

test('a field that is refused is shown, and is sent once it is right', async () => {
  const onSubmit = show();
  type('Address', 'https://a');
  type('Waits before repeats, seconds', '0');
  expect(isMoreOpen()).toBe(false);
  save();
  await waitFor(() => expect(isMoreOpen()).toBe(true));
  const field = screen.getByLabelText('Waits before repeats, seconds');
  await waitFor(() => expect(document.activeElement).toBe(field));
  type('Waits before repeats, seconds', '5, 300');
  save();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(1));
  expect(onSubmit.mock.calls[0]?.[0]).toMatchObject({ retryDelays: [5, 300], envelope: 'omni' });
});

test('a new endpoint is limited to a chat and begins at a place in the log', async () => {
  const onSubmit = show();
  type('Address', 'https://a');
  type('Chat', 'c1');
  type('Begin after event', '41');
  save();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(1));
  expect(onSubmit.mock.calls[0]?.[0]).toMatchObject({ chatId: 'c1', since: 41 });
});

test('an endpoint that exists is limited to another chat, and has begun', async () => {
  const present = { url: 'https://a', chatId: 'c1', events: [], chatTypes: [], retryDelays: [] };
  const onSubmit = show({ ...present, headers: {}, ordering: 'none' } as unknown as Webhook);
  expect((screen.getByLabelText('Chat') as HTMLInputElement).value).toBe('c1');
  expect(screen.queryByLabelText('Begin after event')).toBeNull();
  type('Chat', '');
  save();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(1));
  expect(onSubmit.mock.calls[0]?.[0]).toMatchObject({ chatId: null });
});
