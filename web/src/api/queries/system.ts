import { queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import { expectData } from '../errors';

export const healthQuery = queryOptions({
  queryKey: ['health'],
  queryFn: () => expectData(api.GET('/api/v2/health')),
  // The socket does not report it.
  refetchInterval: 15_000,
});

export const supportedChannelsQuery = queryOptions({
  queryKey: ['supported-channels'],
  queryFn: () => expectData(api.GET('/api/v2/instances/supported-channels')),
});
