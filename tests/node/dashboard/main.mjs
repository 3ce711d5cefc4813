// Accepts the dashboard in a browser: from a sign-in to an answered message, without a reload.
// scripts/accept/dashboard.sh starts it.
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../baileys/checks.mjs';
import { Network, Programs } from '../baileys/programs.mjs';
import { agents } from './agents.mjs';
import { analytics } from './analytics.mjs';
import { appearance } from './appearance.mjs';
import { assign } from './assign.mjs';
import { Browser } from './browser.mjs';
import { conversation } from './conversation.mjs';
import { history } from './history.mjs';
import { inbox } from './inbox.mjs';
import { instance } from './instance.mjs';
import { linking } from './linking.mjs';
import { manage } from './manage.mjs';
import { memory } from './memory.mjs';
import { leftSteps, onboarding } from './onboarding.mjs';
import { people } from './people.mjs';
import { prefix } from './prefix.mjs';
import { replies } from './replies.mjs';
import { recording } from './recording.mjs';
import { restart } from './restart.mjs';
import { roles } from './roles.mjs';
import { roleTable } from './role-table.mjs';
import { signIn } from './sign-in.mjs';
import { speed } from './speed.mjs';
import { takeover } from './takeover.mjs';
import { untrusted } from './untrusted.mjs';
import { watching } from './watching.mjs';

export const ADMIN = { email: 'ann@example.com', password: 'correct horse battery' };

/** In this order: each finds what those before it have left. */
// What fills Ann's conversation is behind those that look for its first messages.
const PARTS = [
  signIn, leftSteps, linking, conversation, inbox, assign, replies, recording, untrusted, people, restart, roles,
  roleTable, manage, analytics, agents, instance, prefix, appearance, speed, watching, history, takeover, onboarding,
];

// Only by name: its replayed messages are not shown in time yet.
const BY_NAME = [memory];
const wanted = process.argv.slice(2);

async function prepare(programs) {
  const network = new Network(await programs.start('network', ['sandbox']), 'pn');
  const settings = {
    OMNI_ADMIN_EMAIL: ADMIN.email,
    OMNI_ADMIN_PASSWORD: ADMIN.password,
    OMNI__WHATSAPP__URL: network.url,
    OMNI__OUTBOUND__ALLOW: '127.0.0.1',
    ...(process.env.OMNI_DASHBOARD ? { OMNI__SERVER__CORS_ORIGINS: process.env.OMNI_DASHBOARD } : {}),
  };
  // A restart must not change it; and the page of `npm run dev` has to know it.
  const port = process.env.OMNI_PORT ?? String(await freePort());
  const args = ['serve', '--json', '--port', port, '--data-dir', join(programs.folder, 'data')];
  const { url, apiKey } = await programs.start('server', args, settings);
  const page = process.env.OMNI_DASHBOARD ?? url;
  return { network, url, apiKey, page, admin: ADMIN, folder: programs.folder };
}

function freePort() {
  const server = createServer();
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => ready(port));
    });
  });
}

const checks = new Checks();
const programs = new Programs(mkdtempSync(join(tmpdir(), 'omni-dashboard-')));
const browser = await Browser.start();
try {
  const world = { ...(await prepare(programs)), browser, programs };
  for (const part of wanted.length === 0 ? PARTS : [...PARTS, ...BY_NAME].filter(one => wanted.includes(one.name))) {
    await part(checks, world);
  }
  await checks.run('neither an error nor a breach of the policy was reported', () => browser.assertClean());
} finally {
  await browser.stop();
  await programs.stop();
}
if (checks.failed === 0) rmSync(programs.folder, { recursive: true });
else process.stderr.write(`the logs are in ${programs.folder}\n`);
const passed = checks.end();
console.log(`the screenshots are in ${browser.folder}`);
process.exit(passed ? 0 : 1);
