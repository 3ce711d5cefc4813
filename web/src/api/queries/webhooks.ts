import { queryOptions } from '@tanstack/react-query';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import { pagesQuery } from './pages';

export type Webhook = Schemas['WebhookEndpointView'];
export type WebhookTest = Schemas['WebhookTestView'];
export type WebhookHealth = Schemas['WebhookHealthView'];
export type WebhookHour = Schemas['WebhookHourView'];

/** How often health is read again: no event reports a delivery. */
const HEALTH_MS = 60_000;

export const webhooksKey = ['webhooks'] as const;
export const webhookKey = (id: string) => ['webhooks', id] as const;

const at = (id: string) => ({ params: { path: { id } } });

export const webhooksQuery = pagesQuery<Webhook>([...webhooksKey, 'list'], (query, signal) =>
  expectData(api.GET('/api/v2/webhook-endpoints', { params: { query }, signal })),
);

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: webhookKey(id),
    queryFn: () => expectData(api.GET('/api/v2/webhook-endpoints/{id}', at(id))),
  });

export const webhookHealthQuery = (id: string, hours: number) =>
  queryOptions({
    queryKey: [...webhookKey(id), 'health', hours],
    queryFn: ({ signal }) => {
      const params = { path: { id }, query: { hours } };
      return expectData(api.GET('/api/v2/webhook-endpoints/{id}/health', { params, signal }));
    },
    refetchInterval: HEALTH_MS,
  });

export const createWebhook = (body: Schemas['CreateWebhookEndpointRequest']) =>
  expectData(api.POST('/api/v2/webhook-endpoints', { body }));
export const updateWebhook = (id: string, body: Schemas['UpdateWebhookEndpointRequest']) =>
  expectData(api.PATCH('/api/v2/webhook-endpoints/{id}', { ...at(id), body }));
export const deleteWebhook = (id: string) =>
  expectData(api.DELETE('/api/v2/webhook-endpoints/{id}', at(id)));
export const enableWebhook = (id: string, sendMissed: boolean) =>
  expectData(
    api.POST('/api/v2/webhook-endpoints/{id}/enable', { ...at(id), body: { sendMissed } }),
  );
export const rotateWebhook = (id: string) =>
  expectData(api.POST('/api/v2/webhook-endpoints/{id}/rotate-secret', { ...at(id), body: {} }));
export const testWebhook = (id: string) =>
  expectData(api.POST('/api/v2/webhook-endpoints/{id}/test', at(id)));
