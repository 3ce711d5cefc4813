import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { instancesQuery } from './api/queries/instances';
import { sessionQuery } from './api/queries/session';
import { Loading } from './components/Loading';
import { manageRoutes } from './features/manage/routes';
import { NotFound, Trouble } from './features/shell/Trouble';
import { root } from './lib/root';

interface Context {
  client: QueryClient;
}

const rootRoute = createRootRouteWithContext<Context>()({ component: Outlet });

/** Only a path of this page: anything else would lead the reader elsewhere after the sign-in. */
export function ownPath(value: unknown): string | undefined {
  return typeof value === 'string' && /^\/(?![/\\])/.test(value) ? value : undefined;
}

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/login',
  validateSearch(search: Record<string, unknown>): { to?: string } {
    const to = ownPath(search.to);
    return to ? { to } : {};
  },
  component: lazyRouteComponent(() => import('./features/session/SignInPage'), 'SignInPage'),
});

const loadShell = () => import('./features/shell/Shell');

/** Pages of signed-in users. A password that was made for its user permits only its change. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  async beforeLoad({ context, location }) {
    // While the server is asked, and not after it has answered.
    void loadShell().catch(() => undefined);
    const session = await context.client.ensureQueryData(sessionQuery);
    if (!session) throw redirect({ to: '/login', search: { to: location.href } });
    if (session.user.mustChangePassword && location.pathname !== '/account') {
      throw redirect({ to: '/account' });
    }
  },
  component: lazyRouteComponent(loadShell, 'Shell'),
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./features/home/HomePage'), 'HomePage'),
});

const accountRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./features/session/AccountPage'), 'AccountPage'),
});

const instancesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/instances',
  component: lazyRouteComponent(
    () => import('./features/instances/InstancesPage'),
    'InstancesPage',
  ),
});

const instanceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/instances/$id',
  component: lazyRouteComponent(() => import('./features/instances/InstancePage'), 'InstancePage'),
});

/** The chats of the first instance that is connected, or of the first. */
const chatsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/chats',
  async beforeLoad({ context }) {
    const instances = await context.client.ensureQueryData(instancesQuery);
    const first = instances.find(one => one.state === 'connected') ?? instances[0];
    if (first) throw redirect({ to: '/chats/$instance', params: { instance: first.id } });
  },
  component: lazyRouteComponent(() => import('./features/chats/NoInstance'), 'NoInstance'),
});

const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/chats/$instance',
  component: lazyRouteComponent(() => import('./features/chats/InboxPage'), 'InboxPage'),
});

const noChatRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./features/chats/NoChat'), 'NoChat'),
});

const chatRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '$chat',
  component: lazyRouteComponent(() => import('./features/chats/Conversation'), 'ConversationPage'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  signedInRoute.addChildren([
    homeRoute,
    accountRoute,
    instancesRoute,
    instanceRoute,
    chatsRoute,
    inboxRoute.addChildren([noChatRoute, chatRoute]),
    ...manageRoutes(signedInRoute),
  ]),
]);

export function createPageRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    basepath: root.pathname,
    context: { client },
    defaultPreload: 'intent',
    // The query cache decides what is fresh.
    defaultPreloadStaleTime: 0,
    defaultPendingComponent: Loading,
    defaultNotFoundComponent: NotFound,
    defaultErrorComponent: Trouble,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>;
  }
}
