import { afterEach, expect, test, vi } from 'vitest';
import { attempt } from './attempt';
import { rememberCsrfToken } from './client';

afterEach(() => {
  rememberCsrfToken(undefined);
  vi.unstubAllGlobals();
});

const none = { path: {}, query: {}, header: {} };

/** Answers every request with this, and remembers them. */
function server(answer: () => Response): Request[] {
  const requests: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    requests.push(request);
    return answer();
  });
  return requests;
}

test('a change is sent with the CSRF token, its parameters and its body', async () => {
  rememberCsrfToken('the token');
  const requests = server(() => Response.json({ ok: true }, { headers: { 'x-request-id': 'r1' } }));
  const params = {
    path: { id: 'a b' },
    query: { part: ['x', 'y'] },
    header: { 'If-Match': '"1"' },
  };
  const answer = await attempt({
    method: 'PATCH',
    path: '/api/v2/things/{id}',
    params,
    body: { name: 'Bo' },
  });
  const [request] = requests;
  expect(request?.url).toMatch(/\/api\/v2\/things\/a%20b\?part=x&part=y$/);
  expect(request?.headers.get('x-csrf-token')).toBe('the token');
  expect(request?.headers.get('if-match')).toBe('"1"');
  expect(await request?.json()).toEqual({ name: 'Bo' });
  expect([answer.status, answer.body]).toEqual([200, { ok: true }]);
  expect(answer.headers).toContainEqual(['x-request-id', 'r1']);
});

test('a refusal is an answer, too', async () => {
  const error = { error: { code: 'FORBIDDEN', message: 'no' } };
  server(() => Response.json(error, { status: 403 }));
  const answer = await attempt({
    method: 'GET',
    path: '/api/v2/users',
    params: none,
    body: undefined,
  });
  expect([answer.status, answer.body]).toEqual([403, error]);
});

test('of a long body the beginning is shown', async () => {
  server(() => new Response('x'.repeat(2_000_000)));
  const answer = await attempt({
    method: 'GET',
    path: '/api/v2/logs',
    params: none,
    body: undefined,
  });
  expect(answer.isShortened).toBe(true);
  expect(String(answer.body).length).toBeGreaterThan(0);
});
