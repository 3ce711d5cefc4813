// The server's process ends under an open page, asked to or not, and is started again: the page reports it, comes
// back by itself, and has every message once.
import { join } from 'node:path';
import { EXPECT_MS, same, until, WAIT_MS } from '../baileys/checks.mjs';
import { enter } from './browser.mjs';
import { apiOf, freePort, linked } from './common.mjs';
import { everyText } from './scroll.mjs';

const SHOP = '5511900000330';
/** With the open chat, and one whose chat is only listed. */
const EVA = '5511900000331';
const UGO = '5511900000332';
const ENDS = [['SIGTERM', 'stopped'], ['SIGKILL', 'killed']];
const COUNT = 10;
/** The server has to start, the number to be connected again, and the page to try again. */
const BACK_MS = Math.max(60_000, 2 * WAIT_MS);
/** What the browser logs about a server that is gone. */
const LOGGED = /net::ERR_/;

export async function killed(checks, { browser, network, programs, admin }) {
  // The page of `npm run dev` has another server.
  if (process.env.OMNI_DASHBOARD) return;
  const settings = {
    OMNI_ADMIN_EMAIL: admin.email,
    OMNI_ADMIN_PASSWORD: admin.password,
    OMNI__WHATSAPP__URL: network.url,
    OMNI__OUTBOUND__ALLOW: '127.0.0.1',
  };
  const args = ['serve', '--json', '--port', String(await freePort()), '--data-dir', join(programs.folder, 'killed')];
  let lives = 0;
  const start = () => {
    lives += 1;
    return programs.start(`killed-server-${lives}`, args, settings);
  };
  let { url, pid, apiKey } = await start();
  const ask = apiOf({ url, apiKey });
  const page = await browser.open({}, LOGGED);
  const log = page.getByRole('log');
  const field = page.getByLabel('Write a message');
  const row = name => page.getByRole('region', { name: 'Conversations' }).getByRole('link', { name }).first();
  const say = (from, text) =>
    network.post(`/phones/${from}/send`, { to: `${SHOP}@s.whatsapp.net`, type: 'text', text });
  const step = checks.chain();
  let instance;

  try {
    await step('a chat is open on a server that is to end', async () => {
      await network.phone(EVA, 'Eva');
      await network.phone(UGO, 'Ugo');
      instance = await linked(ask, network, { number: SHOP, name: 'Kiosk' });
      await enter(page, url, admin);
      await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
      await page.goto(`${url}/chats`);
      for (const from of [EVA, UGO]) await say(from, 'hello');
      await row(/Ugo|5511900000332/).waitFor();
      await row(/Eva|5511900000331/).click();
      await log.getByText('hello', { exact: true }).waitFor();
      await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
    });

    for (const [signal, how] of ENDS) {
      await step(`a page whose server was ${how} reports it, comes back, misses nothing and doubles nothing`, async () => {
        const texts = Array.from({ length: COUNT }, (_, at) => `${how} ${at + 1}`);
        const pattern = new RegExp(`^${how} \\d+$`);
        // Half of them are on their way to the page, or to the server, when it ends.
        for (const text of texts.slice(0, COUNT / 2)) await say(EVA, text);
        await programs.end(pid, signal);
        await page.getByText('No connection to the server.', { exact: false }).waitFor({ timeout: BACK_MS });
        await browser.assertAccessible(page);
        await browser.picture(page, `server-${how}`);
        for (const text of texts.slice(COUNT / 2)) await say(EVA, text);
        await say(UGO, `while it was ${how}`);
        const answer = `written while it was ${how}`;
        await field.fill(answer);
        await field.press('Enter');
        const unsent = log.locator('[data-index]').filter({ hasText: answer });
        await unsent.getByRole('alert').getByText('Not sent: The server cannot be reached.').waitFor();

        ({ pid } = await start());
        await page.locator('[data-link="live"]').waitFor({ state: 'attached', timeout: BACK_MS });
        await until('it is connected again', async () => (await ask('GET', `/instances/${instance}/status`)).isConnected, BACK_MS);
        await row(/Ugo|5511900000332/).getByText(`while it was ${how}`, { exact: true }).waitFor({ timeout: BACK_MS });
        // What is unsent is below what was received.
        await unsent.getByRole('button', { name: 'Try again' }).click();
        await network.post(`/phones/${EVA}/expect`, { text: answer, timeout_millis: EXPECT_MS });
        const own = log.locator('article').filter({ hasText: answer });
        await own.getByText(/Delivered|Read/).waitFor();
        same(await own.count(), 1, 'bubbles of the answer');
        let seen;
        await until('all are shown', async () => {
          seen = await everyText(log, pattern);
          return seen.length >= COUNT;
        }, BACK_MS).catch(error => {
          throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
        });
        same(seen, texts, 'the messages, in their order');
        await page.reload();
        await own.getByText(/Delivered|Read/).waitFor();
        same(await everyText(log, pattern), texts, 'the messages after a reload');
        same(await own.count(), 1, 'bubbles of the answer after a reload');
        await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
      });
    }
  } finally {
    await page.context().close();
    await programs.end(pid);
  }
}
