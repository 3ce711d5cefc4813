// Two people watch one chat while messages arrive in twenty, and one of them answers: both see the same, which is
// what the server has stored, and neither page stops answering.
import { setTimeout as pause } from 'node:timers/promises';
import { EXPECT_MS, same, until, WAIT_MS } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter } from './browser.mjs';
import { assertNeverBlocked } from './figures.mjs';
import { everyText } from './scroll.mjs';

const CHATS = 20;
const PER_SECOND = 50;
const SECONDS = 8;
/** Written on one of the pages meanwhile, and read by the person. */
const ANSWERS = ['answer 1', 'answer 2', 'answer 3'];
const LONGEST_TASK_MS = 200;
const SETTLE_MS = Math.max(60_000, 2 * WAIT_MS);
const EMAIL = 'colleague@example.com';
const PASSWORD = 'a password of a colleague';
const numberOf = at => `55119000001${String(at).padStart(2, '0')}`;

/** The chats of the watched phones as the page lists them: name, and number of unread messages. */
const listed = page =>
  page.getByRole('link', { name: /Watched \d\d/ }).evaluateAll(all =>
    all.map(one => {
      // The number is twice in it: seen, and for those who receive it.
      const received = [...one.querySelectorAll('.sr-only')].map(part => /^(\d+) unread message/.exec(part.textContent));
      return {
        name: /Watched \d\d/.exec(one.textContent)[0],
        unread: Number(received.find(Boolean)?.[1] ?? 0),
      };
    }),
  );

export async function watching(checks, world) {
  const { browser, network, tab, url, page: address, apiKey, admin, shop } = world;
  const to = `${shop}@s.whatsapp.net`;
  const write = (at, text) => network.post(`/phones/${numberOf(at)}/send`, { to, type: 'text', text });
  const headers = { 'x-api-key': apiKey };
  const ask = async path => (await call('GET', `${url}/api/v2${path}`, { headers })).body;
  const tall = { width: 1280, height: 2000 };
  const sent = new Map();
  let instance;
  const watched = async () => {
    const { items } = await ask(`/instances/${instance}/chats?limit=100`);
    return items.filter(one => /^Watched/.test(one.name ?? ''));
  };
  const stored = async () => (await watched()).map(one => ({ name: one.name, unread: one.unreadCount }));
  const other = await browser.open();
  const pages = [tab, other];

  const answer = async () => {
    const field = tab.getByLabel('Write a message');
    for (const text of ANSWERS) {
      await field.fill(text);
      await field.press('Enter');
      const { id } = await network.post(`/phones/${numberOf(0)}/expect`, { text, timeout_millis: EXPECT_MS });
      await network.post(`/phones/${numberOf(0)}/read`, { id });
    }
  };

  /** Messages in all chats, until the last of the open one is shown on both pages. */
  const burst = async () => {
    const begun = Date.now();
    const answered = answer();
    // It is awaited below; until then a failure of it is none that nothing handles.
    answered.catch(() => undefined);
    const writes = [];
    for (let count = 0; count < PER_SECOND * SECONDS; count += 1) {
      const at = count % CHATS;
      const text = `watch ${count}`;
      sent.set(at, [...(sent.get(at) ?? []), text]);
      // One after another in each chat, so that their order is certain; the chats beside each other.
      writes[at] = (writes[at] ?? Promise.resolve()).then(() => write(at, text));
      await pause(Math.max(0, begun + (1000 * count) / PER_SECOND - Date.now()));
    }
    await Promise.all(writes);
    const rate = (1000 * PER_SECOND * SECONDS) / (Date.now() - begun);
    console.log(`        ${rate.toFixed(0)} messages a second were sent`);
    await answered;
    await until('the last message of the open chat is shown on both pages', async () => {
      const shown = await Promise.all(
        pages.map(page => page.getByRole('log').getByText(sent.get(0).at(-1), { exact: true }).count()),
      );
      return shown.every(one => one === 1);
    }, SETTLE_MS);
  };

  await checks.run('two people open the same chat', async () => {
    for (let at = 0; at < CHATS; at += 1) {
      await network.phone(numberOf(at), `Watched ${String(at).padStart(2, '0')}`);
      await write(at, 'hello');
    }
    instance = (await ask('/instances?limit=100')).items.find(one => one.name === 'Bike shop').id;
    await enter(other, address, admin);
    for (const page of pages) {
      await page.setViewportSize(tall);
      await page.goto(`${address}/chats`);
      await until('all chats are listed', async () => (await listed(page)).length === CHATS);
    }
    for (const page of pages) {
      await page.getByRole('link', { name: /Watched 00/ }).click();
      await page.getByRole('log').getByText('hello').waitFor();
    }
  });

  await checks.run(`${PER_SECOND} messages a second in ${CHATS} chats never block either page`, async () => {
    await assertNeverBlocked(browser, tab, LONGEST_TASK_MS, burst);
  });

  await checks.run('both show its messages in their order, each once, and each answer once, as read', async () => {
    for (const page of pages) {
      const log = page.getByRole('log');
      same(await everyText(log, /^watch \d+$/), sent.get(0), 'the messages');
      for (const text of ANSWERS) {
        const own = log.locator('article').filter({ hasText: text });
        await own.getByText('Read', { exact: true }).waitFor();
        same(await own.count(), 1, `bubbles of ${text}`);
      }
    }
  });

  await checks.run('both list the chats in the order and with the counts that are stored', async () => {
    for (const page of pages) {
      let seen;
      await until('the list is the stored one', async () => {
        const truth = await stored();
        seen = { truth, shown: await listed(page) };
        // Those of one second have no order of their own.
        const byName = all => JSON.stringify([...all].sort((one, two) => one.name.localeCompare(two.name)));
        return byName(seen.shown) === byName(truth);
      }, SETTLE_MS).catch(error => {
        throw new Error(`${error.message}: ${JSON.stringify(seen)}`);
      });
    }
    for (const page of pages) {
      const unread = Object.fromEntries((await listed(page)).map(one => [one.name, one.unread]));
      same(unread['Watched 00'], 0, 'unread messages of the chat that is open');
      // With the first one.
      for (let at = 1; at < CHATS; at += 1) {
        same(unread[`Watched ${String(at).padStart(2, '0')}`], sent.get(at).length + 1, `unread of ${at}`);
      }
    }
    // The latest message is at the top, in both.
    await write(7, 'the latest');
    for (const page of pages) {
      await until('its chat is first', async () => (await listed(page))[0].name === 'Watched 07');
    }
    // In whole seconds, as the network counts: only answers have more exact times.
    const second = time => Math.floor(Date.parse(time) / 1000);
    const latest = new Map((await watched()).map(one => [one.name, second(one.lastMessageAt)]));
    for (const page of pages) {
      const times = (await listed(page)).map(one => latest.get(one.name));
      same(times, [...times].sort((one, two) => two - one), 'the times of the latest messages, from the top');
    }
  });

  await checks.run('a receipt reaches both, and a chat that one reads is read for the other', async () => {
    await tab.getByLabel('Write a message').fill('Seen by both.');
    await tab.keyboard.press('Enter');
    const { id } = await network.post(`/phones/${numberOf(0)}/expect`, { text: 'Seen by both.', timeout_millis: EXPECT_MS });
    await network.post(`/phones/${numberOf(0)}/read`, { id });
    for (const page of pages) {
      const own = page.getByRole('log').locator('article').filter({ hasText: 'Seen by both.' });
      await own.getByText('Read', { exact: true }).waitFor();
      same(await own.count(), 1, 'bubbles');
    }
    await other.getByRole('link', { name: /Watched 09/ }).click();
    await until('it is read in the first one', async () =>
      (await listed(tab)).find(one => one.name === 'Watched 09').unread === 0,
    );
  });

  await checks.run('a pinned chat is at the top of both lists, whatever arrives in others, until it is unpinned', async () => {
    const path = `${url}/api/v2/instances/${instance}/chats/${numberOf(5)}@s.whatsapp.net`;
    const pin = async pinned => same((await call('PATCH', path, { headers, body: { pinned } })).status, 200, 'the pin');
    const top = async names => {
      for (const page of pages) {
        await until(`${names.join(', ')} at the top`, async () => {
          const shown = (await listed(page)).map(one => one.name);
          return JSON.stringify(shown.slice(0, names.length)) === JSON.stringify(names);
        });
      }
    };
    // Each in a second of its own: the network counts in seconds.
    await pause(1_100);
    await write(7, 'before the pin');
    await top(['Watched 07']);
    await pin(true);
    await top(['Watched 05', 'Watched 07']);
    await pause(1_100);
    await write(8, 'below the pin');
    await top(['Watched 05', 'Watched 08', 'Watched 07']);
    await tab.reload();
    await top(['Watched 05', 'Watched 08', 'Watched 07']);
    await pin(false);
    await top(['Watched 08', 'Watched 07']);
  });

  await checks.run('a colleague is named at what they send, at once and later, and the reader is not', async () => {
    const text = 'From a colleague.';
    const body = { email: EMAIL, name: 'Rosa', role: 'agent', password: PASSWORD, mustChangePassword: false };
    const made = await call('POST', `${url}/api/v2/users`, { headers, body });
    same(made.status, 201, 'status');
    // As tall as the others: all of the chat is in the page.
    const colleague = await browser.open({ viewport: tall });
    await enter(colleague, address, { email: EMAIL, password: PASSWORD });
    await colleague.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await colleague.goto(`${address}/chats`);
    const row = page => page.getByRole('link', { name: /Watched 03/ });
    const bubble = page => page.getByRole('log').locator('article').filter({ hasText: text });
    const named = page => bubble(page).getByText('Rosa', { exact: true });
    for (const page of [tab, colleague]) {
      await row(page).click();
      await page.getByRole('log').getByText('hello', { exact: true }).waitFor();
    }
    await colleague.getByLabel('Write a message').fill(text);
    await colleague.keyboard.press('Enter');
    await named(tab).waitFor();
    await row(tab).getByText(`Rosa: ${text}`).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chats-colleague');
    await row(colleague).getByText(`You: ${text}`).waitFor();
    same([await bubble(colleague).count(), await named(colleague).count()], [1, 0], 'bubbles, and names on them');
    await tab.reload();
    await named(tab).waitFor();
    await row(tab).getByText(`Rosa: ${text}`).waitFor();
    await colleague.context().close();
    const gone = await call('DELETE', `${url}/api/v2/users/${made.body.user.id}`, { headers });
    same(gone.status, 200, 'the deletion');
    await tab.reload();
    await bubble(tab).getByText('Deleted user', { exact: true }).waitFor();
    await row(tab).getByText(`Deleted user: ${text}`).waitFor();
  });

  await other.context().close();
}
