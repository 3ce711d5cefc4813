// Accepts the dashboard in a browser: from a sign-in to an answered message, without a reload.
// scripts/accept/dashboard.sh starts it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Checks } from '../baileys/checks.mjs';
import { Network, Programs } from '../baileys/programs.mjs';
import { account } from './account.mjs';
import { agents } from './agents.mjs';
import { analytics } from './analytics.mjs';
import { appearance } from './appearance.mjs';
import { assign } from './assign.mjs';
import { Browser } from './browser.mjs';
import { changes } from './changes.mjs';
import { channels } from './channels.mjs';
import { chatState } from './chat-state.mjs';
import { cluster } from './cluster.mjs';
import { freePort } from './common.mjs';
import { conversation } from './conversation.mjs';
import { dialogs } from './dialogs.mjs';
import { edits } from './edits.mjs';
import { entryPoints } from './entry-points.mjs';
import { filters } from './filters.mjs';
import { groups } from './groups.mjs';
import { history } from './history.mjs';
import { inbox } from './inbox.mjs';
import { instance } from './instance.mjs';
import { instanceTabs } from './instance-tabs.mjs';
import { jobs } from './jobs.mjs';
import { keyboard } from './keyboard.mjs';
import { killed } from './killed.mjs';
import { kinds } from './kinds.mjs';
import { letters } from './letters.mjs';
import { linking } from './linking.mjs';
import { manage } from './manage.mjs';
import { mcp } from './mcp.mjs';
import { memory } from './memory.mjs';
import { nodes } from './nodes.mjs';
import { leftSteps, onboarding } from './onboarding.mjs';
import { passkey } from './passkey.mjs';
import { pauses } from './pauses.mjs';
import { people } from './people.mjs';
import { prefix } from './prefix.mjs';
import { problems } from './problems.mjs';
import { replies } from './replies.mjs';
import { recording } from './recording.mjs';
import { resend } from './resend.mjs';
import { restart } from './restart.mjs';
import { services } from './restart-services.mjs';
import { rightToLeft } from './right-to-left.mjs';
import { roles } from './roles.mjs';
import { roleTable } from './role-table.mjs';
import { settings } from './settings.mjs';
import { signIn } from './sign-in.mjs';
import { speed } from './speed.mjs';
import { states } from './states.mjs';
import { takeover } from './takeover.mjs';
import { untrusted } from './untrusted.mjs';
import { users } from './users.mjs';
import { watching } from './watching.mjs';
import { webhooks } from './webhooks.mjs';
import { why } from './why.mjs';

export const ADMIN = { email: 'ann@example.com', password: 'correct horse battery' };

/** In this order: each finds what those before it have left. */
// What fills Ann's conversation is behind those that look for its first messages. The sticker of `kinds` is behind
// `jobs`, which reads stickers and expects none.
const PARTS = [
  signIn, leftSteps, linking, conversation, resend, inbox, assign, chatState, replies, recording, untrusted, rightToLeft,
  people, restart, killed, roles, account, roleTable, manage, entryPoints, settings, users, services, nodes, cluster,
  mcp, jobs, webhooks, letters, analytics, agents, instance, instanceTabs, problems, kinds, passkey, changes, prefix,
  appearance, states, keyboard, dialogs, speed, watching, history, takeover, pauses,
  groups, why, edits, channels, filters, memory, onboarding,
];
const names = process.argv.slice(2);
const isLeftOut = name => name.startsWith('-');
const wanted = names.filter(name => !isLeftOut(name));
const leftOut = names.filter(isLeftOut).map(name => name.slice(1));

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

const checks = new Checks();
const programs = new Programs(mkdtempSync(join(tmpdir(), 'omni-dashboard-')));
const browser = await Browser.start(wanted.length > 0);
try {
  const world = { ...(await prepare(programs)), browser, programs };
  const chosen = PARTS.filter(one => wanted.length === 0 || wanted.includes(one.name));
  for (const part of chosen.filter(one => !leftOut.includes(one.name))) {
    // A part prepares and cleans up outside its checks: where that fails, the other parts still run.
    await part(checks, world).catch(error => checks.fail(`the part ${part.name}`, error));
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
