import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { render } from '@testing-library/react';
import { manageRoutes } from './routes';

/** Renders the page of an address with the routes of the program, for someone who is signed in. */
export function showPage(address: string) {
  const root = createRootRoute();
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in' });
  const router = createRouter({
    routeTree: root.addChildren([signedIn.addChildren([...manageRoutes(signedIn as never)])]),
    history: createMemoryHistory({ initialEntries: [address] }),
  });
  const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(
    <QueryClientProvider client={client}>
      {/* The type of the page's own router is registered. */}
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return router;
}
