import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Provider } from '../../api/queries/providers';
import { loadManageTexts, startTexts } from '../../i18n';
import { ProviderForm } from './ProviderForm';

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
afterEach(cleanup);

const stored = {
  name: 'Models',
  type: 'openai',
  apiUrl: 'https://models.example',
  apiKey: '********',
  defaultTimeout: 60_000,
  defaultStreaming: false,
} as Provider;

function show(present?: Provider) {
  const onSubmit = vi.fn();
  render(
    <QueryClientProvider client={new QueryClient()}>
      <ProviderForm
        title="Provider"
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

const save = () => fireEvent.click(screen.getByRole('button', { name: 'Save', hidden: true }));
const REMOVE = 'Remove the stored key';

test('a stored key stays, unless its removal is ticked', async () => {
  const onSubmit = show(stored);
  save();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(1));
  expect(onSubmit.mock.calls[0]?.[0]).not.toHaveProperty('apiKey');
  fireEvent.click(screen.getByLabelText(REMOVE));
  save();
  await waitFor(() => expect(onSubmit).toHaveBeenCalledTimes(2));
  expect(onSubmit.mock.calls[1]?.[0]).toMatchObject({ name: 'Models', apiKey: null });
});

test('without a stored key there is none to remove', () => {
  show();
  expect(screen.queryByLabelText(REMOVE)).toBeNull();
});
