import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { cleanup, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import * as queries from '../../api/queries/services';
import { loadManageTexts, startTexts } from '../../i18n';
import { ServiceRow } from './ServiceRow';

vi.mock('../../api/queries/services', { spy: true });

beforeAll(async () => {
  await startTexts();
  await loadManageTexts();
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const worker: queries.Service = {
  name: 'worker',
  node: 'server-1',
  status: 'stopped',
  memory: 0,
  cpu: 0,
  uptime: 0,
};

/** The row as the list has it, which is read once it is stale. */
function show(service: queries.Service) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } });
  client.setQueryData(queries.servicesKey, [service]);
  const List = () => {
    const { data = [] } = useQuery(queries.servicesQuery);
    return data.map(one => <ServiceRow key={one.name} service={one} />);
  };
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: '/', component: List });
  const router = createRouter({
    routeTree: root.addChildren([page]),
    history: createMemoryHistory({ initialEntries: ['/'] }),
  });
  render(
    <QueryClientProvider client={client}>
      {/* The type of the page's own router is registered. */}
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
}

const names = () => screen.getAllByRole('button').map(one => one.textContent);

test('a service that is started says so until it runs', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json({ items: [{ ...worker, status: 'running', pid: 1 }] }),
  );
  let answer = () => {};
  const start = vi.spyOn(queries, 'startService').mockImplementation(
    () =>
      new Promise(resolve => {
        answer = () => resolve({ success: true, status: 'running', pid: 1 });
      }),
  );
  show(worker);
  await screen.findByText('Stopped');
  expect(names()).toEqual(['Start']);
  await userEvent.click(screen.getByRole('button', { name: 'Start' }));
  await screen.findByText('Starting…');
  expect(start).toHaveBeenCalledWith('worker');
  answer();
  await screen.findByText('Running');
  expect(screen.queryByText('Starting…')).toBeNull();
  expect(names()).toEqual(['Restart', 'Stop']);
});

test('a service with an error is restarted: a start would change nothing', async () => {
  show({ ...worker, status: 'error', message: '1 of its instances needs a person' });
  await screen.findByText('Error');
  screen.getByText(/1 of its instances needs a person/);
  expect(names()).toEqual(['Restart', 'Stop']);
});

test('the server and its bus are never stopped', async () => {
  show({ ...worker, name: 'omni-api', status: 'running', pid: 1 });
  await screen.findByText('Running');
  expect(names()).toEqual(['Restart']);
});
