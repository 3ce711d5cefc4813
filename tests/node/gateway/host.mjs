// One host for everything, and lists as pages.
import { request } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { ANN, SHOP } from './exchange.mjs';
import { refused, stamped } from './gateway.mjs';

/** One more than the default number of rows of a page. */
const MORE = 51;

/** Fails unless this address is a page whose own addresses hold below any prefix. */
export async function page(gateway, path) {
  const { status, text } = await gateway.ask('GET', path);
  if (status !== 200 || !text.includes('<html')) throw new Error(`${status}`);
  if (/(href|src)="\//.test(text)) throw new Error('an address is absolute');
  return text;
}

export async function host(checks, { gateway }) {
  await checks.run('/api/openapi.json is OpenAPI 3.0', async () => {
    const document = await gateway.ask('GET', '/api/openapi.json');
    if (!document.body.openapi.startsWith('3.0.')) throw new Error(document.body.openapi);
    if (!document.body.paths['/api/v1/messages/text']) throw new Error('it lacks a route');
  });
  await checks.run('v1 is the only version of this API', async () => {
    const { body } = await gateway.ask('GET', '/api/openapi.json');
    const others = Object.keys(body.paths).filter(path => !path.startsWith('/api/v1/'));
    same(others, []);
  });
  for (const path of ['/', '/api/doc', '/api/reference']) {
    await checks.run(`${path} is a page, with relative addresses`, () => page(gateway, path));
  }
  await checks.run('the rules are the same below a subdomain', async () => {
    const status = await new Promise((resolve, reject) => {
      const headers = { host: 'wa.example.com', authorization: `Bearer ${gateway.admin}` };
      const sent = request(`${gateway.host}/api/v1/accounts`, { headers }, answer => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject).end();
    });
    same(status, 200);
  });
  await checks.run('/socket.io/ answers the handshake of Engine.IO 4', async () => {
    const open = await gateway.ask('GET', '/socket.io/?EIO=4&transport=polling');
    const { sid, upgrades } = JSON.parse(open.text.slice(1));
    if (open.text[0] !== '0' || !sid) throw new Error(open.text);
    same(upgrades, ['websocket']);
  });
}

export async function pages(checks, { gateway, network, token, account }) {
  await checks.run('lists are {items, next_cursor}, whose cursor leads to the rest', async () => {
    const first = await gateway.ask('GET', '/api/v1/chats?limit=1', { token });
    stamped(first);
    same(first.body.items.length, 1);
    const next = first.body.next_cursor;
    if (typeof next !== 'string') throw new Error(`next_cursor: ${next}`);
    const path = `/api/v1/chats?limit=1&cursor=${encodeURIComponent(next)}`;
    const second = await gateway.done('GET', path, { token });
    if (second.items[0].id === first.body.items[0].id) throw new Error('the same row again');
  });
  await checks.run('a page has 50 rows, and at most 200 on request', async () => {
    for (let count = 0; count < MORE; count += 1) {
      await network.post(`/phones/${ANN}/send`, { to: SHOP, type: 'text', text: `row ${count}` });
    }
    const path = `/api/v1/chats/${ANN}@s.whatsapp.net/messages`;
    // A chat's messages are stored in their order: with the last, all are there.
    const all = await until('all messages', async () => {
      const page = await gateway.done('GET', `${path}?limit=200`, { token });
      return JSON.stringify(page.items).includes(`row ${MORE - 1}"`) && page;
    });
    same(all.next_cursor, null);
    const usual = await gateway.done('GET', path, { token });
    same(usual.items.map(one => one.id), all.items.slice(0, 50).map(one => one.id));
    const cursor = encodeURIComponent(usual.next_cursor);
    const rest = await gateway.done('GET', `${path}?limit=200&cursor=${cursor}`, { token });
    same(rest.items.map(one => one.id), all.items.slice(50).map(one => one.id));
    refused(await gateway.ask('GET', `${path}?limit=201`, { token }), 400, 'VALIDATION_ERROR');
  });
  const own = ['chats', 'contacts', 'groups', 'channels', 'blacklist', 'labels', `chats/${ANN}/messages`];
  const administration = ['accounts', `accounts/${account}/webhooks`, 'ai/logs', 'auth/users'];
  const lists = [...own.map(noun => [noun, token]), ...administration.map(noun => [noun, gateway.admin])];
  for (const [noun, by] of lists) {
    await checks.run(`GET /${noun.replace(account, '{id}')} is a page`, async () => {
      const answer = await gateway.ask('GET', `/api/v1/${noun}?limit=1`, { token: by });
      if (answer.status !== 200 || !Array.isArray(answer.body.items)) throw new Error(answer.text);
      if (answer.body.items.length > 1 || !('next_cursor' in answer.body)) throw new Error(answer.text);
    });
  }
}
