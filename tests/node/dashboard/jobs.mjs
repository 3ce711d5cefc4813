// Long work: its estimate, its start, its progress without a reload; and what webhooks delivered of it.
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const EVENT = 'system.batch_job_changed';

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

/** An endpoint that refuses its first delivery and takes the others. */
function receiver() {
  const received = [];
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, text });
      answer.writeHead(received.length === 1 ? 503 : 200).end(`number ${received.length}`);
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ received, url: `http://127.0.0.1:${server.address().port}/jobs`, stop: () => server.close() });
    });
  });
}

export async function jobs(checks, { browser, tab, network, url: api, page: url, apiKey, shop }) {
  await tab.setViewportSize(WIDE);
  const button = name => tab.getByRole('button', { name, exact: true });
  const dialog = tab.getByRole('dialog');
  const inDialog = name => dialog.getByRole('button', { name, exact: true });
  const list = name => tab.getByRole('list', { name, exact: true });
  const hook = await receiver();
  try {
    const body = { url: hook.url, description: 'Jobs', events: [EVENT], retryDelays: [1] };
    const headers = { 'x-api-key': apiKey };
    const made = await call('POST', `${api}/api/v2/webhook-endpoints`, { headers, body });
    same(made.status, 201, 'the endpoint');

    await checks.run('a batch job is estimated before it can be started, and ends in view', async () => {
      await tab.goto(`${url}/jobs`);
      await heading(tab, 'Jobs and syncs');
      await button('New batch job').click();
      same(await inDialog('Start').isDisabled(), true, 'without an estimate');
      await dialog.getByRole('checkbox', { name: 'Sound' }).uncheck();
      await dialog.getByRole('checkbox', { name: 'Stickers' }).check();
      await inDialog('Estimate').click();
      await dialog.getByText('To be read, at most').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'job-estimate');
      await dialog.getByRole('checkbox', { name: 'Read again what has a result' }).check();
      same(await inDialog('Start').isDisabled(), true, 'after a change');
      await dialog.getByRole('checkbox', { name: 'Read again what has a result' }).uncheck();
      await inDialog('Estimate').click();
      await dialog.getByText('To be read, at most').waitFor();
      await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
      // The other parts leave jobs, too.
      const completed = list('Batch jobs').getByText('Completed', { exact: true });
      const before = await completed.count();
      await inDialog('Start').click();
      await dialog.waitFor({ state: 'detached' });
      // By its events: the list was read before it was over.
      await until('it is completed', async () => (await completed.count()) > before);
    });

    await checks.run('batch jobs are listed by their state, and one is shown with all of it', async () => {
      const states = tab.getByLabel('Status').first();
      await states.selectOption({ label: 'Failed' });
      await tab.getByText('No batch job matches.').waitFor();
      await states.selectOption({ label: 'Completed' });
      await list('Batch jobs').getByRole('link').first().click();
      await heading(tab, 'Batch job');
      await tab.getByText('Stickers', { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'job');
    });

    await checks.run('a sync is estimated, started and listed', async () => {
      await tab.goto(`${url}/jobs`);
      await heading(tab, 'Jobs and syncs');
      await button('New sync').click();
      await dialog.getByLabel('Instance').selectOption({ label: 'Bike shop' });
      await inDialog('Estimate').click();
      await dialog.getByText('Messages, at most').waitFor();
      await browser.assertAccessible(tab);
      for (const name of ['Chats', 'Messages']) await dialog.getByRole('checkbox', { name, exact: true }).uncheck();
      await inDialog('Estimate').click();
      await dialog.getByText('None', { exact: true }).first().waitFor();
      await inDialog('Start').click();
      await dialog.waitFor({ state: 'detached' });
      await list('Syncs').getByText('Completed', { exact: true }).first().waitFor();
      await list('Syncs').getByText('Bike shop').first().waitFor();
    });

    await checks.run('what cannot be estimated is said at its field', async () => {
      await button('New sync').click();
      for (const name of ['Contacts', 'Chats', 'Messages']) {
        await dialog.getByRole('checkbox', { name, exact: true }).uncheck();
      }
      await dialog.getByLabel('Messages per chat, at most').fill('0');
      await inDialog('Estimate').click();
      await dialog.getByText('Tick at least one.', { exact: true }).waitFor();
      await dialog.getByText('1 or more.', { exact: true }).waitFor();
      same(await inDialog('Start').isDisabled(), true, 'of what was refused');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'sync-refused');
      await inDialog('Cancel').click();
      await dialog.waitFor({ state: 'detached' });
    });

    await checks.run('a sync has a page, on which its end is seen as it happens, and its cancelling', async () => {
      const { body } = await call('GET', `${api}/api/v2/instances?limit=100`, { headers });
      const { id } = body.items.find(one => one.name === 'Bike shop');
      const state = name => tab.getByText(name, { exact: true }).first();
      const open = async () => {
        const asked = { syncContacts: false, syncChats: false, syncMessages: true };
        const started = await call('POST', `${api}/api/v2/instances/${id}/sync`, { headers, body: asked });
        same(started.status, 202, 'the start');
        await tab.goto(`${url}/syncs/${started.body.jobId}`);
        await heading(tab, 'Sync');
        await state('Running').waitFor();
        await tab.getByRole('progressbar', { name: 'Progress' }).waitFor();
      };
      try {
        // Its phone has the older messages, and answers once it is online.
        await network.post(`/phones/${shop}/offline`, {});
        await open();
        await browser.assertAccessible(tab);
        await browser.picture(tab, 'sync-running');
        await network.post(`/phones/${shop}/online`, {});
        await state('Completed').waitFor();
        await tab.getByText('Ended', { exact: true }).waitFor();
        same(await button('Cancel').count(), 0, 'the button of what has ended');
        await network.post(`/phones/${shop}/offline`, {});
        await open();
        await button('Cancel').click();
        await inDialog('Cancel').last().click();
        await state('Cancelled').waitFor();
      } finally {
        await network.post(`/phones/${shop}/online`, {});
      }
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'sync');
      await tab.getByRole('link', { name: 'All jobs and syncs' }).click();
      await list('Syncs').getByRole('link').first().click();
      await heading(tab, 'Sync');
      await state('Cancelled').waitFor();
    });

    await checks.run('a sync is cancelled in the list, and by its id while its page shows it', async () => {
      const { body } = await call('GET', `${api}/api/v2/instances?limit=100`, { headers });
      const { id } = body.items.find(one => one.name === 'Bike shop');
      const start = async () => {
        const asked = { syncContacts: false, syncChats: false, syncMessages: true };
        const started = await call('POST', `${api}/api/v2/instances/${id}/sync`, { headers, body: asked });
        same(started.status, 202, 'the start');
        return started.body.jobId;
      };
      const cancel = sync => call('POST', `${api}/api/v2/syncs/${sync}/cancel`, { headers });
      const state = (place, name) => place.getByText(name, { exact: true }).first().waitFor();
      try {
        await network.post(`/phones/${shop}/offline`, {});
        const listed = await start();
        await tab.goto(`${url}/jobs`);
        const row = list('Syncs').getByRole('listitem').first();
        await state(row, 'Running');
        await row.getByRole('button', { name: 'Cancel', exact: true }).click();
        await browser.assertAccessible(tab);
        await inDialog('Cancel').last().click();
        await dialog.waitFor({ state: 'detached' });
        await state(row, 'Cancelled');
        same(await row.getByRole('button').count(), 0, 'buttons of what has ended');
        const again = await cancel(listed);
        same([again.status, again.body.status], [200, 'cancelled'], 'cancelled twice');

        const shown = await start();
        await tab.goto(`${url}/syncs/${shown}`);
        await heading(tab, 'Sync');
        await state(tab, 'Running');
        same((await cancel(listed)).status, 200, 'the earlier one, again');
        const { body: still } = await call('GET', `${api}/api/v2/syncs/${shown}`, { headers });
        same(still.status, 'running', 'the later one');
        same((await cancel(shown)).status, 200, 'the later one, by its id');
        // By its event: the page was read while it ran.
        await state(tab, 'Cancelled');
        same(await button('Cancel').count(), 0, 'the button of what has ended');
      } finally {
        await network.post(`/phones/${shop}/online`, {});
      }
    });

    await checks.run('a delivery shows what was sent and what was answered', async () => {
      await until('the repeat', () => hook.received.length > 1);
      const path = `${api}/api/v2/webhook-deliveries?endpointId=${made.body.id}&status=delivered`;
      const delivered = async () => (await call('GET', path, { headers })).body.items;
      const repeated = one => one.attemptCount > 1;
      await until('it is delivered', async () => (await delivered()).some(repeated));
      const { id } = (await delivered()).find(repeated);
      await tab.goto(`${url}/deliveries/${id}`);
      await heading(tab, EVENT);
      same(await tab.getByText(`POST ${hook.url}`, { exact: true }).count(), 2, 'requests');
      await tab.getByText('HTTP 503').waitFor();
      await tab.getByText('HTTP 200').waitFor();
      const shown = await tab.locator('pre', { hasText: '"processedItems"' }).textContent();
      const sent = hook.received.find(one => one.headers['webhook-id'] === id);
      same(JSON.parse(shown), JSON.parse(sent.text), 'the body');
      const text = await tab.getByRole('main').textContent();
      same(text.includes(sent.headers['webhook-signature']), false, 'the signature');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'delivery');
    });

    await checks.run('the health of an endpoint is drawn and in a table', async () => {
      await tab.goto(`${url}/webhooks/${made.body.id}`);
      await heading(tab, 'Jobs');
      for (const title of ['Attempts by hour', 'Time of an attempt']) {
        await tab.getByRole('img', { name: new RegExp(`^${title}: `) }).locator('canvas').waitFor();
      }
      await tab.getByText('As a table', { exact: true }).click();
      await tab.getByRole('region', { name: 'Health' }).getByRole('row').nth(1).waitFor();
      await tab.getByLabel('Period').selectOption({ label: 'The last 7 days' });
      await tab.getByRole('img', { name: /^Attempts by hour: .*168/ }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'webhook-health');
    });

    await checks.run('jobs, a delivery and health fit into a narrow window', async () => {
      await tab.setViewportSize(NARROW);
      for (const path of ['/jobs', `/webhooks/${made.body.id}`]) {
        await tab.goto(url + path);
        await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
        await assertFits(tab);
        await browser.assertAccessible(tab);
      }
      await tab.setViewportSize(WIDE);
    });
  } finally {
    const headers = { 'x-api-key': apiKey };
    const { body } = await call('GET', `${api}/api/v2/webhook-endpoints?limit=100`, { headers });
    for (const one of body.items.filter(one => one.url === hook.url)) {
      await call('DELETE', `${api}/api/v2/webhook-endpoints/${one.id}`, { headers });
    }
    hook.stop();
  }
}
