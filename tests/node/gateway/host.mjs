// One host for everything, and lists as pages.
import { request } from 'node:http';
import { same } from '../baileys/checks.mjs';
import { stamped } from './gateway.mjs';

export async function host(checks, { gateway }) {
  await checks.run('/api/openapi.json is OpenAPI 3.0', async () => {
    const document = await gateway.ask('GET', '/api/openapi.json');
    if (!document.body.openapi.startsWith('3.0.')) throw new Error(document.body.openapi);
    if (!document.body.paths['/api/v1/messages/text']) throw new Error('it lacks a route');
  });
  for (const path of ['/api/doc', '/api/reference']) {
    await checks.run(`${path} is a page, with relative addresses`, async () => {
      const page = await gateway.ask('GET', path);
      if (page.status !== 200 || !page.text.includes('<html')) throw new Error(`${page.status}`);
      if (/(href|src)="\//.test(page.text)) throw new Error('an address is absolute');
    });
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

export async function pages(checks, { gateway, token }) {
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
  for (const noun of ['chats', 'contacts', 'groups', 'channels']) {
    await checks.run(`GET /${noun} is a page`, async () => {
      const answer = await gateway.ask('GET', `/api/v1/${noun}`, { token });
      if (answer.status !== 200 || !Array.isArray(answer.body.items)) throw new Error(answer.text);
      if (!('next_cursor' in answer.body)) throw new Error('no next_cursor');
      stamped(answer);
    });
  }
}
