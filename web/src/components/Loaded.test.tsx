import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ApiFailure } from '../api/errors';
import { startTexts } from '../i18n';
import { Loaded } from './Loaded';

beforeAll(() => startTexts());
afterEach(cleanup);

test('a page has its heading while it is read, after it failed, and is read again when asked to', async () => {
  const asked: { resolve: (text: string) => void; reject: (error: Error) => void }[] = [];
  const queryFn = () =>
    new Promise<string>((resolve, reject) => {
      asked.push({ resolve, reject });
    });
  const Reader = () => (
    <Loaded title="Keys" query={useQuery({ queryKey: ['keys'], queryFn, retry: false })}>
      {text => <p>{text}</p>}
    </Loaded>
  );
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Reader />
    </QueryClientProvider>,
  );
  screen.getByRole('heading', { name: 'Keys', level: 1 });
  expect(screen.getByRole('status').textContent).toBe('Loading…');

  asked[0]?.reject(new ApiFailure(400, 'VALIDATION_ERROR', 'quote the request id'));
  expect((await screen.findByRole('alert')).textContent).toContain('quote the request id');
  screen.getByRole('heading', { name: 'Keys', level: 1 });

  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(asked).toHaveLength(2);
  asked[1]?.resolve('all of them');
  await screen.findByText('all of them');
  expect(screen.queryByRole('alert')).toBeNull();
});
