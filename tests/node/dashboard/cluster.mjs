// Services and nodes of two servers on one Postgres database: both are listed with what each owns, an instance
// moves, and the page follows when a node joins, stops or is killed. An open page comes back with its node.
import { join } from 'node:path';
import { EXPECT_MS, same, until, WAIT_MS } from '../baileys/checks.mjs';
import { assertFits } from './appearance.mjs';
import { enter, NARROW, WIDE } from './browser.mjs';
import { apiOf, freePort, linked } from './common.mjs';
import { loaded } from './manage.mjs';
import { Postgres } from './postgres.mjs';
import { everyText } from './scroll.mjs';

const TITLE = 'Services and nodes';
const KEY = 'omni_sk_clusterclusterclusterclusterclus';
const NETWORK = 'whatsapp-baileys';
/** Each with the phone of a person who writes to it. */
const NUMBERS = [
  { own: '5511900000310', guest: '5511900000320', name: 'Gus' },
  { own: '5511900000311', guest: '5511900000321', name: 'Gil' },
];
/** A lease has to end, the instance to be connected, and the page to ask again, which it does every 15 s. */
const FOLLOW_MS = Math.max(60_000, 2 * WAIT_MS);
const AWAY = ['away 1', 'away 2', 'away 3', 'away 4', 'away 5'];
/** What the browser logs about a server that is gone. */
const LOGGED = /net::ERR_/;

/** A server that is started and ended several times, at the same address. */
class Node {
  #lives = 0;

  static async of(programs, name, settings) {
    return Object.assign(new Node(), { programs, name, settings, port: String(await freePort()) });
  }

  async start() {
    this.#lives += 1;
    const args = ['serve', '--json', '--port', this.port, '--data-dir', join(this.programs.folder, this.name)];
    const settings = { ...this.settings, OMNI__CLUSTER__NODE_NAME: this.name };
    const { url, pid } = await this.programs.start(`${this.name}-${this.#lives}`, args, settings);
    Object.assign(this, { url, pid, ask: apiOf({ url, apiKey: KEY }) });
  }

  end(signal) {
    return this.programs.end(this.pid, signal);
  }
}

const card = (page, name) =>
  page.getByRole('main').locator('section').filter({ has: page.getByRole('heading', { name, level: 2, exact: true }) });

/** The nodes as the page lists them, by their names: version and number of instances. */
const listed = async page => {
  const rows = await card(page, 'Nodes').getByRole('listitem').evaluateAll(all =>
    all.map(row => [...row.firstElementChild.children].map(one => one.textContent)),
  );
  return rows.sort(([one], [other]) => one.localeCompare(other));
};

async function open(page, node) {
  await page.goto(`${node.url}/services`);
  await loaded(page, TITLE);
}

export async function cluster(checks, { browser, network, programs, admin }) {
  // The page of `npm run dev` has another server.
  if (process.env.OMNI_DASHBOARD) return;
  const database = await Postgres.make();
  if (database.missing) {
    console.log(`skipped the part cluster: ${database.missing}`);
    return;
  }
  const settings = {
    OMNI_ADMIN_EMAIL: admin.email,
    OMNI_ADMIN_PASSWORD: admin.password,
    OMNI_API_KEY: KEY,
    OMNI_SECRET_KEY: 'the nodes of a story share this key',
    OMNI_DATABASE_URL: database.url,
    // The tests beside this one use the same server, which takes 100 connections.
    OMNI__DATABASE__POOL_SIZE: '4',
    OMNI__BLOBS__DIR: join(programs.folder, 'cluster-blobs'),
    OMNI__WHATSAPP__URL: network.url,
    OMNI__OUTBOUND__ALLOW: '127.0.0.1',
  };
  const nodes = [];
  const pages = [];
  try {
    for (const name of ['north', 'south']) nodes.push(await Node.of(programs, name, settings));
    for (const _ of nodes) pages.push(await browser.open({}, LOGGED));
    await story(checks, { browser, network, admin, nodes, pages });
  } finally {
    for (const page of pages) await page.context().close();
    for (const node of nodes.filter(one => one.pid)) await node.end();
    await database.drop();
  }
}

async function story(checks, { browser, network, admin, nodes, pages }) {
  const [north, south] = nodes;
  const [first, second] = pages;
  let version;
  const step = checks.chain();

  /** Both of them, or one, list exactly these nodes with so many instances each. */
  const list = async (counts, all = pages) => {
    const words = count => `${version} · ${count} ${count === 1 ? 'instance' : 'instances'}`;
    const wanted = Object.entries(counts).map(([name, count]) => [name, words(count)]);
    for (const page of all) {
      let seen;
      const find = async () => {
        seen = await listed(page);
        return JSON.stringify(seen) === JSON.stringify(wanted);
      };
      await until(`the nodes are ${JSON.stringify(wanted)}`, find, FOLLOW_MS).catch(error => {
        throw new Error(`${error.message}, but ${JSON.stringify(seen)}`);
      });
    }
  };
  const connected = node =>
    until(`both are connected, as ${node.name} reports them`, async () => {
      const { items } = await node.ask('GET', '/instances?limit=100');
      return items.length === NUMBERS.length && items.every(one => one.status === 'connected');
    }, FOLLOW_MS);
  const signIn = async (page, node) => {
    await enter(page, node.url, admin);
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await open(page, node);
  };
  const away = page => page.getByText('No connection to the server.', { exact: false }).waitFor({ timeout: FOLLOW_MS });
  const back = page => page.locator('[data-link="live"]').waitFor({ state: 'attached', timeout: FOLLOW_MS });
  const say = ({ own, guest }, text) =>
    network.post(`/phones/${guest}/send`, { to: `${own}@s.whatsapp.net`, type: 'text', text });
  const chatOf = (page, { name, guest }) =>
    page.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: new RegExp(`${name}|${guest}`) }).first();

  await step('a server alone on Postgres is listed as a node, with the instances that it owns', async () => {
    await north.start();
    ({ version } = await north.ask('GET', '/health'));
    await signIn(first, north);
    await list({ north: 0 }, [first]);
    for (const { own, guest, name } of NUMBERS) {
      await network.phone(guest, name);
      await linked(north.ask, network, { number: own, name: `Desk of ${name}` });
    }
    await list({ north: NUMBERS.length }, [first]);
  });

  await step('a node that joins is listed in both, and an instance has moved to it', async () => {
    await south.start();
    await signIn(second, south);
    await list({ north: 1, south: 1 });
    for (const [page, node] of [[first, north], [second, south]]) {
      const reported = (await node.ask('GET', '/health')).nodes.map(one => [one.name, one.instances]);
      same(reported.sort(), [['north', 1], ['south', 1]], `the nodes as ${node.name} reports them`);
      const own = card(page, 'Services of this server').getByRole('listitem');
      const texts = await own.allTextContents();
      const others = texts.filter(text => !text.includes(`${node.name} · `));
      same([texts.length > 0, others], [true, []], `services of other nodes on the page of ${node.name}`);
    }
    for (const colorScheme of ['light', 'dark']) {
      await first.emulateMedia({ colorScheme });
      for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
        await first.setViewportSize(viewport);
        await assertFits(first);
        await browser.assertAccessible(first);
        await browser.picture(first, `nodes-of-two-${colorScheme}-${width}`);
      }
    }
    await first.emulateMedia({ colorScheme: null });
    await first.setViewportSize(WIDE);
    await connected(north);
    await connected(south);
  });

  await step('both numbers receive and answer on the page of either node', async () => {
    for (const one of NUMBERS) await say(one, `hello from ${one.name}`);
    for (const [page, node] of [[first, north], [second, south]]) {
      await page.goto(`${node.url}/chats`);
      for (const one of NUMBERS) {
        await chatOf(page, one).click();
        await page.getByRole('log').getByText(`hello from ${one.name}`, { exact: true }).waitFor();
        const text = `hello from ${node.name}`;
        await page.getByLabel('Write a message').fill(text);
        await page.getByLabel('Write a message').press('Enter');
        await network.post(`/phones/${one.guest}/expect`, { text, timeout_millis: EXPECT_MS });
      }
    }
  });

  await step('an instance moves when its network is stopped on the page of one node, and back', async () => {
    await open(first, north);
    await open(second, south);
    const row = second.getByRole('main').locator('li').filter({ has: second.getByText(NETWORK, { exact: true }) });
    await row.getByRole('button', { name: 'Stop', exact: true }).click();
    const dialog = second.getByRole('dialog', { name: `Stop ${NETWORK}?`, exact: true });
    await dialog.getByRole('button', { name: 'Stop', exact: true }).click();
    await row.getByRole('status').getByText('Stopped', { exact: true }).waitFor();
    await list({ north: 2, south: 0 });
    await connected(north);
    await browser.assertAccessible(second);
    await browser.picture(second, 'nodes-moved');
    await row.getByRole('button', { name: 'Start', exact: true }).click();
    await row.getByRole('status').getByText('Running', { exact: true }).waitFor();
    await list({ north: 1, south: 1 });
    await connected(north);
  });

  await step('a node that is stopped leaves the list, and its instance moves', async () => {
    await south.end('SIGTERM');
    await away(second);
    await list({ north: 2 }, [first]);
    await connected(north);
    for (const one of NUMBERS) {
      const text = `one node is left, ${one.name}`;
      await north.ask('POST', '/messages', { instanceId: await instanceOf(north, one), to: one.guest, text });
      await network.post(`/phones/${one.guest}/expect`, { text, timeout_millis: EXPECT_MS });
    }
  });

  await step('once it is started again its open page comes back by itself, and both list both', async () => {
    await south.start();
    await back(second);
    await list({ north: 1, south: 1 });
    await connected(south);
  });

  await step('the page of a node that was killed comes back with it, misses nothing and doubles nothing', async () => {
    const [one, other] = NUMBERS;
    const log = second.getByRole('log');
    await second.goto(`${south.url}/chats`);
    await chatOf(second, one).click();
    await log.getByText(`hello from ${one.name}`, { exact: true }).waitFor();
    await back(second);
    await south.end('SIGKILL');
    await away(second);
    await browser.picture(second, 'node-killed');
    await list({ north: 2 }, [first]);
    for (const text of AWAY) await say(one, text);
    await say(other, 'away, too');
    await first.goto(`${north.url}/chats`);
    await chatOf(first, one).getByText(AWAY.at(-1), { exact: true }).waitFor({ timeout: FOLLOW_MS });
    await south.start();
    await back(second);
    await log.getByText(AWAY.at(-1), { exact: true }).waitFor();
    same(await everyText(log, /^away \d$/), AWAY, 'the messages of the open chat');
    await chatOf(second, other).getByText('1 unread message').waitFor();
    await open(first, north);
    await open(second, south);
    await list({ north: 1, south: 1 });
  });
}

/** The instance of a number. */
async function instanceOf(node, { name }) {
  const { items } = await node.ask('GET', '/instances?limit=100');
  return items.find(one => one.name === `Desk of ${name}`).id;
}
