import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { ApiFailure } from '../../api/errors';
import { startTexts } from '../../i18n';
import { Trouble } from './Trouble';

beforeAll(() => startTexts());
afterEach(cleanup);

test('what a page needs before it is shown is asked for again', async () => {
  let isReachable = false;
  const root = createRootRoute();
  const page = createRoute({
    getParentRoute: () => root,
    path: '/',
    async beforeLoad() {
      if (!isReachable) throw new ApiFailure(400, 'VALIDATION_ERROR', 'quote the request id');
    },
    component: () => <p>The page</p>,
  });
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory({ initialEntries: ['/'] }),
    defaultErrorComponent: Trouble,
  });
  render(
    <QueryClientProvider client={new QueryClient()}>
      {/* The type of the page's own router is registered. */}
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  expect((await screen.findByRole('alert')).textContent).toContain('quote the request id');
  isReachable = true;
  await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('The page');
});
