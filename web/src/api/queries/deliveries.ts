import { type InfiniteData, queryOptions } from '@tanstack/react-query';
import { present } from '../../lib/present';
import { api, type Schemas } from '../client';
import { expectData } from '../errors';
import type { EventType } from '../eventTypes';
import { type ItemPage, pagesQuery } from './pages';

export type Delivery = Schemas['WebhookDeliveryView'];
export type DeliveryDetails = Schemas['WebhookDeliveryDetailsView'];
export type DeliveryAttempt = Schemas['WebhookAttemptView'];

export const DELIVERY_STATES = ['pending', 'delivered', 'failed'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveryFilter {
  endpointId: string;
  status: DeliveryState | '';
  eventType: EventType | '';
  since: string;
  until: string;
}

/** How often they are read again: no event reports a delivery. */
const READ_MS = 15_000;
/** How soon while an attempt is due, as after a replay. */
const SOON_MS = 1_000;
/** An attempt further from now is not waited for: a receiver may be held back for hours. */
const NEAR_MS = 30_000;

type Waiting = Pick<Delivery, 'status' | 'nextAttemptAt'>;

/** After how long deliveries are read again. */
export function readAgain(deliveries: Waiting[], now = Date.now()): number {
  const isDue = ({ status, nextAttemptAt }: Waiting) =>
    status === 'pending' &&
    typeof nextAttemptAt === 'string' &&
    Math.abs(Date.parse(nextAttemptAt) - now) < NEAR_MS;
  return deliveries.some(isDue) ? SOON_MS : READ_MS;
}

interface ReadPages {
  state: { data: InfiniteData<ItemPage<Delivery>> | undefined };
}

export const deliveriesKey = ['deliveries'] as const;
export const deliveryKey = (id: string) => ['deliveries', id] as const;

export const deliveriesQuery = (filter: DeliveryFilter) => ({
  ...pagesQuery<Delivery>([...deliveriesKey, 'list', filter], (page, signal) => {
    const { status, eventType, ...rest } = filter;
    const query = {
      ...page,
      ...present(rest),
      ...(status ? { status: [status] } : {}),
      ...(eventType ? { eventType: [eventType] } : {}),
    };
    return expectData(api.GET('/api/v2/webhook-deliveries', { params: { query }, signal }));
  }),
  staleTime: 0,
  refetchInterval: ({ state }: ReadPages) =>
    readAgain(state.data?.pages.flatMap(page => page.items) ?? []),
});

export const deliveryQuery = (id: string) =>
  queryOptions({
    queryKey: deliveryKey(id),
    queryFn: () =>
      expectData(api.GET('/api/v2/webhook-deliveries/{id}', { params: { path: { id } } })),
    staleTime: 0,
    refetchInterval: ({ state }) => readAgain(state.data ? [state.data] : []),
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
