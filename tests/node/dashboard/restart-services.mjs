// Services and nodes: what is stopped, started and restarted on the page is stopped, started and restarted.
import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter, WIDE } from './browser.mjs';
import { loaded } from './manage.mjs';

const TITLE = 'Services and nodes';
const SECONDS = { second: 1, minute: 60, hour: 3_600, day: 86_400 };
/**
 * A service is restarted once it is shown to run for longer than it takes until the page shows the restart: what is
 * shown afterwards is less. The page reads it every 10 s.
 */
const RUN_S = 20;

const rowOf = (page, name) =>
  page.getByRole('main').locator('li').filter({ has: page.getByText(name, { exact: true }) });
const mark = (page, name, state) => rowOf(page, name).getByRole('status').getByText(state, { exact: true });

/** For how many seconds the service has run, as its row on the page has it; nothing if it does not run. */
async function shownRun(page, name) {
  const text = await rowOf(page, name).textContent();
  const [, count, unit] = /running for (\d+) (second|minute|hour|day)/.exec(text) ?? [];
  return count && Number(count) * SECONDS[unit];
}

export async function services(checks, { browser, network, tab, page: address, url, apiKey, admin, ann }) {
  const ask = async (method, path, body, more = {}) => {
    const sent = { headers: { 'x-api-key': apiKey, ...more }, ...(body ? { body } : {}) };
    const answer = await call(method, `${url}/api/v2${path}`, sent);
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };
  const { items } = await ask('GET', '/instances?limit=100');
  const { id: instance } = items.find(one => one.name === 'Bike shop');
  const connected = () =>
    until('the instance is connected', async () => (await ask('GET', `/instances/${instance}/status`)).isConnected);
  const open = async page => {
    await page.goto(`${address}/services`);
    await loaded(page, TITLE);
  };
  const confirm = async (action, question) => {
    const dialog = tab.getByRole('dialog', { name: question, exact: true });
    await dialog.getByRole('button', { name: action, exact: true }).click();
    return dialog;
  };
  const press = async (name, action) => {
    await rowOf(tab, name).getByRole('button', { name: action, exact: true }).click();
    return confirm(action, `${action} ${name}?`);
  };
  /** What is awaited once something was pressed: the page shows that each of them began anew. */
  const restarting = async names => {
    const before = new Map();
    for (const name of names) {
      await until(`${name} is shown to have run for a while`, async () => {
        before.set(name, await shownRun(tab, name));
        return before.get(name) >= RUN_S;
      });
    }
    return async () => {
      for (const name of names) {
        await until(`${name} is shown as restarted`, async () => (await shownRun(tab, name)) < before.get(name));
      }
    };
  };
  const awayAndBack = async () => {
    await tab.getByText('No connection to the server.', { exact: false }).waitFor();
    await tab.locator('[data-link="live"]').waitFor({ state: 'attached' });
  };
  await tab.setViewportSize(WIDE);

  await checks.run('what waits for a worker that was stopped is sent once it is started, and other pages show both', async () => {
    const other = await browser.open();
    const text = 'sent by the worker';
    const starts = /\/services\/worker\/start$/;
    let release;
    const held = new Promise(done => {
      release = done;
    });
    try {
      await enter(other, address, admin);
      await other.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
      await open(other);
      await mark(other, 'worker', 'Running').waitFor();
      await open(tab);
      const dialog = await press('worker', 'Stop');
      await mark(tab, 'worker', 'Stopped').waitFor();
      await dialog.waitFor({ state: 'detached' });
      same((await ask('GET', '/services/worker')).status, 'stopped', 'the service');
      await mark(other, 'worker', 'Stopped').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'services-stopped');

      await ask('POST', '/messages', { instanceId: instance, to: ann, text }, { prefer: 'respond-async' });
      await tab.goto(address);
      const queue = tab.getByRole('row').filter({ has: tab.getByRole('rowheader', { name: 'Messages to send', exact: true }) });
      await until('it waits', async () => (await queue.getByRole('cell').first().textContent()) !== '0');

      await open(tab);
      await tab.route(starts, async route => {
        await held;
        await route.continue();
      });
      await rowOf(tab, 'worker').getByRole('button', { name: 'Start', exact: true }).click();
      await mark(tab, 'worker', 'Starting…').waitFor();
      await browser.picture(tab, 'services-starting');
      same((await ask('GET', '/services/worker')).status, 'stopped', 'before the request arrives');
      release();
      await mark(tab, 'worker', 'Running').waitFor();
      await network.post(`/phones/${ann}/expect`, { text, timeout_millis: EXPECT_MS });
      await mark(other, 'worker', 'Running').waitFor();
    } finally {
      release();
      await tab.unroute(starts);
      await ask('POST', '/services/worker/start');
      await other.context().close();
    }
  });

  await checks.run('a network that is restarted connects its instances anew', async () => {
    const path = `/events?instanceId=${instance}&eventType=instance.connected&limit=1`;
    const latest = async () => (await ask('GET', path)).items[0]?.id;
    await connected();
    await open(tab);
    const isShown = await restarting(['whatsapp-baileys']);
    const before = await latest();
    await press('whatsapp-baileys', 'Restart');
    await until('it was connected again', async () => (await latest()) !== before);
    await isShown();
    await mark(tab, 'whatsapp-baileys', 'Running').waitFor();
    await connected();
  });

  await checks.run('the server is restarted from its page, which goes on by itself', async () => {
    await open(tab);
    for (const name of ['omni-api', 'nats']) {
      await rowOf(tab, name).getByRole('button', { name: 'Restart', exact: true }).waitFor();
      same(await rowOf(tab, name).getByRole('button', { name: 'Stop', exact: true }).count(), 0, `stops ${name}`);
    }
    const isShown = await restarting(['omni-api']);
    await rowOf(tab, 'omni-api').getByRole('button', { name: 'Restart', exact: true }).click();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'services-restart');
    const dialog = await confirm('Restart', 'Restart omni-api?');
    await awayAndBack();
    await dialog.waitFor({ state: 'detached' });
    await isShown();
    await connected();
  });

  await checks.run('all services are restarted at once', async () => {
    await open(tab);
    const isShown = await restarting(['worker', 'nats', 'omni-api']);
    await tab.getByRole('button', { name: 'Restart all', exact: true }).click();
    const dialog = await confirm('Restart all', 'Restart all services?');
    await awayAndBack();
    await dialog.waitFor({ state: 'detached' });
    await isShown();
    await connected();
    await browser.assertAccessible(tab);
  });
}
