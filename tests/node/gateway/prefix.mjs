// The same program below a path prefix of a proxy that passes it on.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { same, until } from '../baileys/checks.mjs';
import { Gateway, refused } from './gateway.mjs';
import { page } from './host.mjs';

// An import does not look where NODE_PATH leads.
const { io } = createRequire(import.meta.url)('socket.io-client');
const PREFIX = '/wa';

/** Without a rebuild, so on a server of its own. */
export async function prefixed(checks, { programs, settings }) {
  let gateway;
  await checks.run('a server starts with server.base_path, and a person signs in below it', async () => {
    const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'prefixed')];
    const own = { ...settings, OMNI__SERVER__BASE_PATH: PREFIX };
    gateway = new Gateway(await programs.start('prefixed', args, own));
    gateway.bare = gateway.host;
    gateway.host += PREFIX;
    await gateway.signIn();
  });
  if (!gateway?.admin) return;
  await checks.run(`${PREFIX}/api/v1/* is the API`, async () => {
    await gateway.done('GET', '/api/v1/accounts', { token: gateway.admin });
    refused(await gateway.ask('GET', '/api/v1/me'), 401, 'UNAUTHORIZED');
    refused(await gateway.ask('GET', '/api/v1/nothing', { token: gateway.admin }), 404, 'NOT_FOUND');
  });
  for (const path of ['/api/openapi.json', '/api/v2/openapi.json', '/v1/openapi.json']) {
    await checks.run(`${PREFIX}${path} names the prefix`, async () => {
      same((await gateway.ask('GET', path)).body.servers[0].url, PREFIX);
    });
  }
  const pages = [['/', 'the dashboard', `${PREFIX}/`], ['/api/reference', 'the reference', `${PREFIX}/api/`]];
  for (const [path, name, below] of pages) {
    await checks.run(`the scripts of ${name} are below the prefix`, async () => {
      const sources = [...(await page(gateway, path)).matchAll(/<script[^>]* src="([^"]+)"/g)];
      if (sources.length === 0) throw new Error('no script');
      for (const [, source] of sources) {
        const { pathname } = new URL(source, gateway.host + path);
        if (!pathname.startsWith(below)) throw new Error(pathname);
        same((await fetch(gateway.bare + pathname)).status, 200);
      }
    });
  }
  for (const path of ['/api/doc', '/api/reference', '/docs', '/en/docs']) {
    await checks.run(`each address in ${path} is below the prefix, and there`, async () => {
      const addresses = [...(await page(gateway, path)).matchAll(/ (?:href|src)="([^"#]+)"/g)];
      if (addresses.length === 0) throw new Error('no address');
      for (const [, address] of addresses) {
        const { pathname } = new URL(address, gateway.host + path);
        if (!pathname.startsWith(`${PREFIX}/`)) throw new Error(pathname);
        const answer = await fetch(gateway.bare + pathname, { headers: { accept: 'text/html,*/*' } });
        same([pathname, answer.status].join(), [pathname, 200].join());
      }
    });
  }
  for (const transport of ['polling', 'websocket']) {
    await checks.run(`${transport}: socket.io-client connects below the prefix`, async () => {
      const socket = io(gateway.bare, {
        path: `${PREFIX}/socket.io/`, transports: [transport], auth: { token: gateway.admin }, reconnection: false,
      });
      await until('connected', () => socket.connected);
      socket.close();
    });
  }
}
