import createClient, { type Middleware } from 'openapi-fetch';
import { root } from '../lib/root';
import type { components, paths } from './schema.gen';

export type Schemas = components['schemas'];

let csrfToken: string | undefined;

/** Remembered for this page's life only: the session itself is in a cookie that no script can read. */
export function rememberCsrfToken(token: string | null | undefined): void {
  csrfToken = token ?? undefined;
}

const csrf: Middleware = {
  onRequest({ request }) {
    if (csrfToken && request.method !== 'GET') request.headers.set('x-csrf-token', csrfToken);
    return request;
  },
};

/** The API of the server that serves this page, whatever prefix it is below. */
export const api = createClient<paths>({
  baseUrl: root.href.replace(/\/$/, ''),
  credentials: 'same-origin',
  // The global one at the time of the request, which tests replace.
  fetch: request => fetch(request),
});

api.use(csrf);
