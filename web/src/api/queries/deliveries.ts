import { queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { EventType } from '../eventTypes';
import { pagesQuery } from './pages';

export type Delivery = Schemas['WebhookDeliveryView'];

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveryFilter {
  endpointId: string;
  status: DeliveryState | '';
  eventType: EventType | '';
  since: string;
  until: string;
}

export const deliveriesKey = ['deliveries'] as const;
export const deliveryKey = (id: string) => ['deliveries', id] as const;

export const deliveriesQuery = (filter: DeliveryFilter) =>
  pagesQuery<Delivery>([...deliveriesKey, 'list', filter], (page, signal) => {
    const { status, eventType, ...rest } = filter;
    const query = {
      ...page,
      ...present(rest),
      ...(status ? { status: [status] } : {}),
      ...(eventType ? { eventType: [eventType] } : {}),
    };
    return expectData(api.GET('/api/v2/webhook-deliveries', { params: { query }, signal }));
  });

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: deliveryKey(id),
    queryFn: () =>
      expectData(api.GET('/api/v2/webhook-deliveries/{id}', { params: { path: { id } } })),
  });

export const replayDelivery = (id: string) =>
  expectData(api.POST('/api/v2/webhook-deliveries/{id}/replay', { params: { path: { id } } }));

/** Sends those again that were given up, of the endpoint and the period of the filter. */
export function replayDeliveries(filter: DeliveryFilter) {
  const { endpointId, eventType, since, until } = filter;
  const body = {
    ...present({ endpointId, since, until }),
    ...(eventType ? { eventTypes: [eventType] } : {}),
  };
  return expectData(api.POST('/api/v2/webhook-deliveries/replay', { body }));
}
