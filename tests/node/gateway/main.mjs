// Accepts the Personal WhatsApp Gateway's API as its documentation describes it: each example of the overview
// as a request, and npm's socket.io-client over both transports, with a reconnect in the middle.
// scripts/accept/gateway.sh starts it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../baileys/checks.mjs';
import { Network, Programs } from '../baileys/programs.mjs';
import { codes, limited } from './codes.mjs';
import { documented } from './documented.mjs';
import { exchange } from './exchange.mjs';
import { Gateway } from './gateway.mjs';
import { host, pages } from './host.mjs';
import { prefixed } from './prefix.mjs';
import { refusals, sockets } from './sockets.mjs';
import { webhooks } from './webhooks.mjs';
import { whapi } from './whapi.mjs';

async function prepare(programs) {
  const network = new Network(await programs.start('network', ['sandbox']), 'pn');
  const settings = { OMNI__WHATSAPP__URL: network.url, OMNI__OUTBOUND__ALLOW: '127.0.0.1' };
  const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'data')];
  const gateway = new Gateway(await programs.start('server', args, settings));
  await gateway.signIn();
  return { programs, network, gateway, settings };
}

const checks = new Checks();
const programs = new Programs(mkdtempSync(join(tmpdir(), 'omni-gateway-')));
try {
  let world;
  await checks.run('the network and the server start, and a person signs in', async () => {
    world = await prepare(programs);
  });
  if (world) {
    for (const part of [host, exchange, pages, codes, webhooks, whapi]) await part(checks, world);
    await refusals(checks, world);
    for (const transport of ['polling', 'websocket']) await sockets(checks, world, transport);
    await limited(checks, world);
    await prefixed(checks, world);
    await documented(checks, world);
  }
} finally {
  await programs.stop();
}
if (checks.failed === 0) rmSync(programs.folder, { recursive: true });
else process.stderr.write(`the logs are in ${programs.folder}\n`);
process.exit(checks.end() ? 0 : 1);
