import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { openChat } from './appearance.mjs';

export async function restart(checks, { browser, network, tab, url, page, apiKey, say, ann }) {
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

  await checks.run('and afterwards the page still writes', async () => {
    await tab.getByLabel('Write a message').fill('Here again.');
    await tab.getByRole('button', { name: 'Send', exact: true }).click();
    await network.post(`/phones/${ann}/expect`, { text: 'Here again.', timeout_millis: 10_000 });
  });
}
