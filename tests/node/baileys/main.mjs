// Accepts the exchange with a second client of the protocol: npm's Baileys 7, linked to one number of the
// sandbox network, and Omni, linked to another. scripts/accept/baileys.sh starts it.
//
// Left out, because Baileys cannot do it: placing a call. It has no call that sends a vote or an answer to
// an event either; those are encrypted here and sent by its `relayMessage`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answers } from './answers.mjs';
import { calls, keeps, pins, statuses, timer } from './chats.mjs';
import { Checks } from './checks.mjs';
import { Companion } from './companion.mjs';
import { cards, files, otherFiles } from './files.mjs';
import { groups } from './groups.mjs';
import { Network, Omni, Programs } from './programs.mjs';
import { texts } from './texts.mjs';

const SHOP = '5511900000001';
const ANN = '5511900000002';

async function prepare(programs, addressing) {
  const network = new Network(await programs.start('network', ['sandbox']), addressing);
  const settings = {
    OMNI__WHATSAPP__URL: network.url,
    OMNI__OUTBOUND__ALLOW: '127.0.0.1',
    OMNI__PIPELINE__SEND_WAIT_MS: '5000',
    OMNI__PIPELINE__CONNECT_WAIT_MS: '5000',
  };
  const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'data')];
  const omni = new Omni(await programs.start('server', args, settings));
  await omni.link(network, SHOP, 'Bike shop');
  const ann = new Companion(network, ANN, join(programs.folder, 'baileys.log'));
  return { network, omni, ann, number: SHOP };
}

async function exchange(checks, programs, addressing) {
  let world;
  await checks.run('the network and the server start, and Omni is linked', async () => {
    world = await prepare(programs, addressing);
  });
  if (!world) return;
  await checks.run('Baileys is linked with a QR code', () => world.ann.link('Ann'));
  if (world.ann.isOpen) {
    for (const part of [texts, files, otherFiles, cards, answers, pins, keeps, groups, timer, statuses, calls]) {
      await part(checks, world);
    }
  }
  await world.ann.end();
}

const checks = new Checks();
for (const [addressing, setting] of [['pn', ''], ['lid', ' (hidden identities)']]) {
  const programs = new Programs(mkdtempSync(join(tmpdir(), 'omni-baileys-')));
  const failedBefore = checks.failed;
  checks.setting = setting;
  try {
    await exchange(checks, programs, addressing);
  } finally {
    await programs.stop();
  }
  if (checks.failed === failedBefore) rmSync(programs.folder, { recursive: true });
  else process.stderr.write(`the logs are in ${programs.folder}\n`);
}
// Baileys leaves timers behind.
process.exit(checks.end() ? 0 : 1);
