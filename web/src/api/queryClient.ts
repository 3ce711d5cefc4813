import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiFailure } from './errors';
import { sessionKey } from './queries/session';

const RETRIES = 2;
/** Unreachable, or the answer of a proxy or of a server that is being restarted. */
const MAY_PASS = new Set([0, 502, 503, 504]);

/** Only what may pass by itself is tried again. */
export function shouldRetry(count: number, error: unknown): boolean {
  const status = error instanceof ApiFailure ? error.status : 0;
  return count < RETRIES && MAY_PASS.has(status);
}

/** `onSignedOut` is called when the server no longer has the session. */
export function createQueryClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    // A refused sign-in is one without a session, too.
    if (!(error instanceof ApiFailure) || error.status !== 401) return;
    if (!client.getQueryData(sessionKey)) return;
    client.setQueryData(sessionKey, null);
    onSignedOut();
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The live link reports what changes; it asks again for all when it may have missed something.
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        retry: shouldRetry,
        refetchOnWindowFocus: false,
      },
      mutations: { retry: false },
    },
  });
  return client;
}
