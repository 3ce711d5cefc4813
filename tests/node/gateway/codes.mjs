// The table of codes. `INTERNAL` is a fault of the server, which none of its examples causes.
import { join } from 'node:path';
import { same } from '../baileys/checks.mjs';
import { Gateway, refused } from './gateway.mjs';

export async function codes(checks, { gateway, token, account }) {
  const table = [
    ['VALIDATION_ERROR', 400, 'POST', '/api/v1/messages/text', { token, body: { body: 'x' } }],
    ['VALIDATION_ERROR', 400, 'POST', '/api/v1/messages/text', { token, body: '{' }],
    ['VALIDATION_ERROR', 400, 'GET', '/api/v1/chats?limit=201', { token }],
    ['AI_NOT_CONFIGURED', 400, 'POST', '/api/v1/ai/chat/test', { token, body: { message: 'hi' } }],
    ['UNAUTHORIZED', 401, 'GET', '/api/v1/me', {}],
    ['UNAUTHORIZED', 401, 'GET', '/api/v1/me', { token: 'wapi_wrong' }],
    ['UNAUTHORIZED', 401, 'GET', '/api/v1/accounts', { token }],
    ['NOT_FOUND', 404, 'GET', '/api/v1/nothing', { token }],
    ['NOT_FOUND', 404, 'GET', '/api/v1/chats/unknown', { token }],
    ['CONFLICT', 409, 'POST', '/api/v1/accounts', { token: gateway.admin, body: { name: 'shop' } }],
  ];
  for (const [code, status, method, path, options] of table) {
    const wrong = options.token ? '' : ', without a token';
    await checks.run(`${status} ${code}: ${method} ${path}${wrong}`, async () => {
      refused(await gateway.ask(method, path, options), status, code);
    });
  }
  await checks.run('a regenerated token replaces the old one at once', async () => {
    const made = await gateway.done('POST', '/api/v1/accounts', { token: gateway.admin, body: { name: 'other' } });
    const path = `/api/v1/accounts/${made.id}/token/regenerate`;
    const next = await gateway.done('POST', path, { token: gateway.admin });
    refused(await gateway.ask('GET', '/api/v1/me', { token: made.token }), 401, 'UNAUTHORIZED');
    same((await gateway.done('GET', '/api/v1/me', { token: next.token })).id, made.id);
    if (made.id === account) throw new Error('the same account');
  });
}

/** With a limit that is soon reached, so on a server of its own. */
export async function limited(checks, { programs, settings }) {
  await checks.run('429 RATE_LIMIT, with Retry-After', async () => {
    const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'limited')];
    const own = { ...settings, OMNI__LIMITS__RATE_LIMIT_PER_MINUTE: '10' };
    const gateway = new Gateway(await programs.start('limited', args, own));
    await gateway.signIn();
    let last;
    for (let count = 0; count < 30 && last?.status !== 429; count += 1) {
      last = await gateway.ask('GET', '/api/v1/accounts', { token: gateway.admin });
    }
    refused(last, 429, 'RATE_LIMIT');
    if (!(Number(last.headers.get('retry-after')) >= 1)) throw new Error('no Retry-After');
  });
}
