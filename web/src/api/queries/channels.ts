import { queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import { expectData } from '../errors';

export const channelsKey = ['channels'] as const;

/** The channels of this server, with what each of them can do. */
export const channelsQuery = queryOptions({
  queryKey: channelsKey,
  queryFn: () => expectData(api.GET('/api/v2/channels')),
});
