// Accepts the exchange with a second client of the protocol: npm's Baileys 7, linked to one number of the
// sandbox network, and Omni, linked to another. scripts/accept/baileys.sh starts it.
//
// Left out, because Baileys cannot do it: placing a call. It has no call that sends a vote or an answer to
// an event either; those are encrypted here and sent by its `relayMessage`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { account, copies, labels, lists } from './account.mjs';
import { albums, otherKinds } from './albums.mjs';
import { answers } from './answers.mjs';
import { calls, groupSettings, keeps, pins, timer } from './chats.mjs';
import { Checks } from './checks.mjs';
import { communities } from './communities.mjs';
import { Companion } from './companion.mjs';
import { cards, files, otherFiles } from './files.mjs';
import { groups, members, mentions } from './groups.mjs';
import { invites, links, requests } from './joining.mjs';
import { newsletters } from './newsletters.mjs';
import { businesses, presences, profiles } from './people.mjs';
import { Network, Omni, Programs } from './programs.mjs';
import { statuses } from './statuses.mjs';
import { texts } from './texts.mjs';

const SHOP = '5511900000001';
const ANN = '5511900000002';
const BOB = '5511900000003';

const BETWEEN_TWO = [
  texts, files, otherFiles, albums, otherKinds, cards, answers, pins, keeps, groups, members, mentions,
  groupSettings, links, requests, invites, communities, newsletters, presences, profiles, businesses, timer,
  statuses, calls,
];

// On two devices of one number.
const ON_TWO_DEVICES = [copies, account, labels, lists];
const chosen = process.argv.slice(2);
const isWanted = part => chosen.length === 0 || chosen.includes(part.name);

async function prepare(programs, addressing) {
  const network = new Network(await programs.start('network', ['sandbox']), addressing);
  const settings = {
    OMNI__WHATSAPP__URL: network.url,
    OMNI__OUTBOUND__ALLOW: '127.0.0.1',
    OMNI__PIPELINE__SEND_WAIT_MS: '20000',
    OMNI__PIPELINE__CONNECT_WAIT_MS: '20000',
  };
  const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'data')];
  const omni = new Omni(await programs.start('server', args, settings));
  await omni.link(network, SHOP, 'Bike shop');
  const ann = new Companion(network, ANN, join(programs.folder, 'baileys.log'));
  // Another device of the number of Omni.
  const desk = new Companion(network, SHOP, join(programs.folder, 'second-device.log'));
  // A phone without linked devices, for groups of three.
  const bobShown = await network.phone(BOB, 'Bob');
  return { network, omni, ann, desk, number: SHOP, bob: `${BOB}@s.whatsapp.net`, bobShown };
}

async function exchange(checks, programs, addressing) {
  let world;
  await checks.run('the network and the server start, and Omni is linked', async () => {
    world = await prepare(programs, addressing);
  });
  if (!world) return;
  await checks.run('Baileys is linked with a QR code', () => world.ann.link('Ann'));
  if (world.ann.isOpen) {
    for (const part of BETWEEN_TWO.filter(isWanted)) await part(checks, world);
    // Linked late: everything before is sent to one device less.
    if (ON_TWO_DEVICES.some(isWanted)) {
      await checks.run('Baileys is linked to the number of Omni as well', () => world.desk.linkToPhone());
    }
  }
  if (world.desk.isOpen) {
    for (const part of ON_TWO_DEVICES.filter(isWanted)) await part(checks, world);
  }
  await world.desk.end();
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
