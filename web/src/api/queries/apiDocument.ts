import { queryOptions } from '@tanstack/react-query';
import { root } from '../../lib/root';
import { ApiFailure } from '../errors';
import { readOperations } from '../operations';

/** The operations of API v2 on this server, from the document that it serves. */
export const operationsQuery = queryOptions({
  queryKey: ['api-operations'],
  async queryFn({ signal }) {
    const answer = await fetch(new URL('api/v2/openapi.json', root), { signal }).catch(() => {
      throw new ApiFailure(0, 'UNREACHABLE', '');
    });
    if (!answer.ok) throw new ApiFailure(answer.status, 'HTTP_ERROR', `HTTP ${answer.status}`);
    return readOperations(await answer.json());
  },
});
