import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { loadManageTexts } from '../../i18n';
import { instanceId } from '../../lib/accountId';
import { searchTexts } from '../../lib/searchTexts';
import type { signedInRoute } from '../../router';
import { readLetterSearch } from '../deadletters/search';
import { readEventSearch } from '../events/search';

/** The page's code and, the first time, the texts of these pages. */
export function page<M, K extends keyof M & string>(load: () => Promise<M>, name: K) {
  const both = async () => {
    const [module] = await Promise.all([load(), loadManageTexts()]);
    return module as M & Record<K, () => React.ReactNode>;
  };
  return lazyRouteComponent(both, name);
}

/** The management pages, below the frame of the signed-in ones. */
export function manageRoutes(parent: typeof signedInRoute) {
  const getParentRoute = () => parent;
  return [
    createRoute({
      getParentRoute,
      path: '/manage',
      component: page(() => import('./ManagePage'), 'ManagePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/keys',
      component: page(() => import('../keys/KeysPage'), 'KeysPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/keys/$id',
      component: page(() => import('../keys/KeyPage'), 'KeyPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/webhooks',
      component: page(() => import('../webhooks/WebhooksPage'), 'WebhooksPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/webhooks/$id',
      component: page(() => import('../webhooks/WebhookPage'), 'WebhookPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/deliveries',
      validateSearch: searchTexts('endpoint'),
      component: page(() => import('../webhooks/DeliveriesPage'), 'DeliveriesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/deliveries/$id',
      component: page(() => import('../webhooks/DeliveryPage'), 'DeliveryPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/users',
      component: page(() => import('../users/UsersPage'), 'UsersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/users/$id',
      component: page(() => import('../users/UserPage'), 'UserPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/logs',
      validateSearch: searchTexts('service'),
      component: page(() => import('../logs/LogsPage'), 'LogsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/events',
      validateSearch: readEventSearch,
      component: page(() => import('../events/EventsPage'), 'EventsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/traces/$id',
      component: page(() => import('../events/TracePage'), 'TracePage'),
    }),
    createRoute({
      getParentRoute,
      path: '/turns',
      validateSearch: searchTexts('person'),
      component: page(() => import('../turns/TurnsPage'), 'TurnsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/turns/$id',
      component: page(() => import('../turns/TurnPage'), 'TurnPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/dead-letters',
      validateSearch: readLetterSearch,
      component: page(() => import('../deadletters/DeadLettersPage'), 'DeadLettersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/jobs',
      component: page(() => import('../jobs/JobsPage'), 'JobsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/jobs/$id',
      component: page(() => import('../jobs/JobPage'), 'JobPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/syncs/$id',
      component: page(() => import('../jobs/SyncPage'), 'SyncPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/agents',
      component: page(() => import('../agents/AgentsPage'), 'AgentsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/agents/$id',
      component: page(() => import('../agents/AgentPage'), 'AgentPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/providers',
      component: page(() => import('../providers/ProvidersPage'), 'ProvidersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/providers/$id',
      component: page(() => import('../providers/ProviderPage'), 'ProviderPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/access',
      component: page(() => import('../access/AccessPage'), 'AccessPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/quick-replies',
      component: page(() => import('../quickreplies/QuickRepliesPage'), 'QuickRepliesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/entry-points',
      component: page(() => import('../entrypoints/EntryPointsPage'), 'EntryPointsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/entry-points/$id',
      component: page(() => import('../entrypoints/EntryPointPage'), 'EntryPointPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/executions',
      validateSearch: searchTexts('entryPoint'),
      component: page(() => import('../entrypoints/ExecutionsPage'), 'ExecutionsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/services',
      component: page(() => import('../services/ServicesPage'), 'ServicesPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/settings',
      component: page(() => import('../settings/SettingsPage'), 'SettingsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/analytics',
      component: page(() => import('../analytics/AnalyticsPage'), 'AnalyticsPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/mcp-server',
      component: page(() => import('../mcp/McpPage'), 'McpPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/api-reference',
      component: page(() => import('../apireference/ApiPage'), 'ApiPage'),
    }),
    // The paths of Wapzi's and the Gateway's own pages, which people have among their bookmarks.
    createRoute({
      getParentRoute,
      path: '/ai',
      component: page(() => import('../ailayers/AiLayersPage'), 'AiLayersPage'),
    }),
    createRoute({
      getParentRoute,
      path: '/dashboard/$',
      beforeLoad() {
        throw redirect({ to: '/entry-points' });
      },
    }),
    createRoute({
      getParentRoute,
      path: '/accounts/$id',
      beforeLoad({ params }) {
        throw redirect({ to: '/instances/$id', params: { id: instanceId(params.id) } });
      },
    }),
  ] as const;
}
