import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { sessionQuery } from './api/queries/session';
import { Loading } from './components/Loading';
import { readInboxSearch } from './features/chats/list/search';
import { manageRoutes, page } from './features/manage/routes';
import { NotFound, Trouble } from './features/shell/Trouble';
import { root } from './lib/root';
import { searchTexts } from './lib/searchTexts';

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

/** Without the frame of the other pages: until it is done there is little to go to. */
const onboardingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/onboarding',
  component: page(() => import('./features/onboarding/OnboardingPage'), 'OnboardingPage'),
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
  component: page(() => import('./features/session/AccountPage'), 'AccountPage'),
});

const instancesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/instances',
  component: page(() => import('./features/instances/InstancesPage'), 'InstancesPage'),
});

const instanceRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/instances/$id',
  component: page(() => import('./features/instances/InstancePage'), 'InstancePage'),
});

/** Each tab has its address; the page of the instance shows it. */
const instanceTabRoute = createRoute({ getParentRoute: () => instanceRoute, path: '$tab' });

const inboxRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/chats',
  validateSearch: readInboxSearch,
  component: lazyRouteComponent(() => import('./features/chats/InboxPage'), 'InboxPage'),
});

const noChatRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '/',
  component: lazyRouteComponent(() => import('./features/chats/NoChat'), 'NoChat'),
});

/** The chats of one instance are a filter of all. */
const chatsOfRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '$instance',
  beforeLoad({ params }) {
    throw redirect({ to: '/chats', search: { instance: params.instance } });
  },
});

const chatRoute = createRoute({
  getParentRoute: () => inboxRoute,
  path: '$instance/$chat',
  component: lazyRouteComponent(() => import('./features/chats/Conversation'), 'ConversationPage'),
});

const peopleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people',
  validateSearch: searchTexts('q'),
  component: lazyRouteComponent(() => import('./features/people/PeoplePage'), 'PeoplePage'),
});

const personRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/people/$id',
  component: lazyRouteComponent(() => import('./features/people/PersonPage'), 'PersonPage'),
});

const routeTree = rootRoute.addChildren([
  loginRoute,
  onboardingRoute,
  signedInRoute.addChildren([
    homeRoute,
    accountRoute,
    instancesRoute,
    instanceRoute.addChildren([instanceTabRoute]),
    inboxRoute.addChildren([noChatRoute, chatsOfRoute, chatRoute]),
    peopleRoute,
    personRoute,
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
