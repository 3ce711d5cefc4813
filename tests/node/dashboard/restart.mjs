import { setTimeout as pause } from 'node:timers/promises';
import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { openChat } from './appearance.mjs';

const IVO = '5511900000071';
const RUI = '5511900000072';

/** The chats of the list, from the top: their places, and how many messages are unread. */
async function listed(page) {
  const rows = page.getByRole('region', { name: 'Conversations' }).locator('a[href*="/chats/"]');
  return rows.evaluateAll(all =>
    all.map(row => {
      const marks = [...row.querySelectorAll('.sr-only')].map(mark => mark.textContent);
      const unread = marks.find(mark => mark.includes('unread message')) ?? '0';
      return [new URL(row.href).pathname, Number.parseInt(unread, 10)];
    }),
  );
}

export async function restart(checks, { browser, network, tab, url, page, apiKey, say, ann, shop }) {
  await checks.run('a restart of the server is shown, and costs no message', async () => {
    const log = tab.getByRole('log');
    await tab.goto(page);
    await openChat(tab);
    await say('before the restart');
    await log.getByText('before the restart').waitFor();
    const headers = { 'x-api-key': apiKey };
    await call('POST', `${url}/api/v2/services/omni-api/restart`, { headers, body: {} });
    await tab.getByText('No connection to the server.', { exact: false }).waitFor();
    await browser.picture(tab, 'offline');
    await say('while it was away');
    await tab.locator('[data-link="live"]').waitFor({ state: 'attached' });
    await log.getByText('while it was away').waitFor();
    same(await log.getByText('while it was away').count(), 1, 'bubbles');
    same(await log.getByText('before the restart').count(), 1, 'bubbles');
  });

  await checks.run('what happened to other chats and to receipts while it was away is shown as after a reload', async () => {
    await tab.getByLabel('Write a message').fill('Is this read later?');
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    const { id } = await network.post(`/phones/${ann}/expect`, { text: 'Is this read later?', timeout_millis: EXPECT_MS });
    for (const [number, name] of [[IVO, 'Ivo'], [RUI, 'Rui']]) {
      await network.phone(number, name);
      await network.post(`/phones/${number}/send`, { to: `${shop}@s.whatsapp.net`, type: 'text', text: `from ${name}` });
      await tab.getByRole('region', { name: 'Conversations' }).getByText(`from ${name}`).waitFor();
    }
    const headers = { 'x-api-key': apiKey };
    await call('POST', `${url}/api/v2/services/omni-api/restart`, { headers, body: {} });
    await tab.getByText('No connection to the server.', { exact: false }).waitFor();
    // Ivo's chat rises above Rui's, with two more unread. The network counts in seconds.
    await pause(1_100);
    await network.post(`/phones/${IVO}/send`, { to: `${shop}@s.whatsapp.net`, type: 'text', text: 'first while away' });
    await network.post(`/phones/${IVO}/send`, { to: `${shop}@s.whatsapp.net`, type: 'text', text: 'second while away' });
    await network.post(`/phones/${ann}/read`, { id });
    await tab.locator('[data-link="live"]').waitFor({ state: 'attached' });
    const sent = tab.getByRole('log').locator('article').filter({ hasText: 'Is this read later?' });
    await sent.getByText('Read', { exact: true }).waitFor();
    const of = (rows, number) => rows.findIndex(([path]) => path.includes(number));
    await until('the unread messages are counted', async () => {
      const rows = await listed(tab);
      return rows[of(rows, IVO)]?.[1] === 3 && rows[of(rows, RUI)]?.[1] === 1;
    });
    const resumed = await listed(tab);
    same(of(resumed, IVO) < of(resumed, RUI), true, 'the chat with the newest message is above the other');
    await browser.picture(tab, 'resumed');
    await tab.reload();
    await sent.getByText('Read', { exact: true }).waitFor();
    await tab.getByRole('region', { name: 'Conversations' }).getByText('second while away').waitFor();
    same(resumed, await listed(tab), 'the chats after the restart, and after a reload');
  });

  await checks.run('and afterwards the page still writes', async () => {
    await tab.getByLabel('Write a message').fill('Here again.');
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    await network.post(`/phones/${ann}/expect`, { text: 'Here again.', timeout_millis: EXPECT_MS });
  });
}
