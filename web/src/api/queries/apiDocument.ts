import { queryOptions } from '@tanstack/react-query';
import { api } from '../client';
import { expectData } from '../errors';
import { type ApiDocument, readOperations } from '../operations';

type Read = (
  path: string,
  init: { signal: AbortSignal },
) => Promise<{ data?: ApiDocument; error?: unknown; response: Response }>;

/** The types have the paths that the document has, and not that of the document itself. */
const read = api.GET as unknown as Read;

/** The operations of API v2 on this server, from the document that it serves. */
export const operationsQuery = queryOptions({
  queryKey: ['api-operations'],
  queryFn: async ({ signal }) =>
    readOperations(await expectData(read('/api/v2/openapi.json', { signal }))),
});
