// Recent problems on Home: each appears by itself, and leads to the page that explains it.
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';
import { loaded } from './manage.mjs';

const UMA = '5511900000074';

/** The API of a provider without models, which fails until it recovers. */
function lister() {
  let status = 500;
  const server = createServer((request, answer) => {
    request.resume();
    request.on('end', () => {
      answer.writeHead(status, { 'content-type': 'application/json' });
      answer.end(JSON.stringify({ object: 'list', data: [] }));
    });
  });
  const recover = () => {
    status = 200;
  };
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ recover, url: `http://127.0.0.1:${server.address().port}/v1`, stop: () => server.close() });
    });
  });
}

export async function problems(checks, { browser, network, tab, page: address, url, apiKey, shop }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const ids = async path => (await ask('GET', path)).items.map(one => one.id);
  const letters = () => ids('/dead-letters?status=pending&limit=100');
  const { items } = await ask('GET', '/instances?limit=100');
  const { id: instance } = items.find(one => one.name === 'Bike shop');
  const main = tab.getByRole('main');
  const log = tab.getByRole('log');
  const list = main.locator('section').filter({ has: tab.getByRole('heading', { name: 'Recent problems', exact: true }) });
  /** Home, which stays open while the problem arises. */
  const home = async () => {
    await tab.goto(address);
    await loaded(tab, 'Home');
  };
  const server = await model();
  const before = await letters();
  await tab.setViewportSize(WIDE);
  try {
    await checks.run('an answer that fails appears on Home, and leads to its turn, which says why', async () => {
      await network.phone(UMA, 'Uma');
      server.refuse(true);
      const agent = { type: 'openai', apiUrl: server.url, agentId: 'tiny' };
      await ask('PATCH', `/instances/${instance}`, { agent });
      const failed = `/turns?state=failed&instanceId=${instance}&limit=1`;
      const [earlier] = await ids(failed);
      await home();
      const to = `${shop}@s.whatsapp.net`;
      await network.post(`/phones/${UMA}/send`, { to, type: 'text', text: 'do you have tandems?' });
      const id = await until('it failed', async () => {
        const [latest] = await ids(failed);
        return latest !== earlier && latest;
      });
      const link = list.locator(`a[href$="/turns/${id}"]`);
      await link.filter({ hasText: /^An answer failed: .+ · .*(Uma|5511900000074)/ }).waitFor();
      await list.getByRole('link', { name: /^\d+ jobs? (was|were) given up$/ }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'home-problems');
      await link.click();
      await tab.getByRole('heading', { name: 'Question and answer' }).waitFor();
      const { error } = await ask('GET', `/turns/${id}`);
      await main.getByText(`(${error.stage}, ${error.code})`).waitFor();
      await main.getByRole('link', { name: 'do you have tandems?', exact: true }).waitFor();
      await home();
      await list.getByRole('link', { name: /^\d+ jobs? (was|were) given up$/ }).click();
      await loaded(tab, 'Dead letters');
      await main.locator(`a[href$="/turns/${id}"]`).click();
      await main.getByRole('link', { name: 'do you have tandems?', exact: true }).waitFor();
    });
    await ask('PATCH', `/instances/${instance}`, { agent: { apiUrl: null } });

    await checks.run('a message that is not sent appears on Home, and leads to it in its conversation', async () => {
      const text = 'we have two of them';
      const failed = `/events?eventType=message.failed&instanceId=${instance}&limit=1`;
      const latest = async () => (await ask('GET', failed)).items[0];
      const earlier = (await latest())?.id;
      await home();
      await network.post('/faults', { fault: 'reject_sends', device: shop, count: 1, code: 400 });
      const sent = await call('POST', `${url}/api/v2/messages`, { headers, body: { instanceId: instance, to: UMA, text } });
      same(sent.status >= 400, true, 'it is refused');
      const event = await until('it failed', async () => {
        const one = await latest();
        return one && one.id !== earlier && one;
      });
      const link = list.locator(`a[href*="${event.messageId}"]`);
      await link.filter({ hasText: `A message was not sent: ${event.errorMessage}` }).waitFor();
      await browser.assertAccessible(tab);
      await link.click();
      await tab.waitForURL(/\/chats\/.*message=/);
      const bubble = log.locator('article[data-status="failed"]').filter({ hasText: text });
      await bubble.getByText(/^Not sent: /).waitFor();
      await browser.picture(tab, 'home-problem-send');
    });

    await checks.run('a scheduled message that is not sent appears on Home, and leads to its conversation, which says why', async () => {
      const text = 'the tandems are ready';
      await home();
      // What it answers is looked for only when it is due.
      const sendAt = new Date(Date.now() + 2_000).toISOString();
      const body = { instanceId: instance, to: UMA, text, sendAt, replyTo: 'no-such-message' };
      const { id } = await ask('POST', '/scheduled-messages', body);
      const one = await until('it failed', async () => {
        const found = await ask('GET', `/scheduled-messages/${id}`);
        return found.status === 'failed' && found;
      });
      const link = list.getByRole('link', { name: `A scheduled message was not sent: ${one.error}`, exact: true }).first();
      await link.waitFor();
      await link.click();
      await tab.waitForURL(/\/chats\//);
      const row = tab.getByRole('listitem').filter({ hasText: text });
      await row.getByText(`Not sent: ${one.error}`, { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'home-problem-scheduled');
    });

    await checks.run('a provider that does not answer appears on Home, leads to it, and is gone once it answers', async () => {
      const far = await lister();
      const { id } = await ask('POST', '/providers', { name: 'Far away', type: 'openai', apiUrl: far.url });
      try {
        await home();
        await ask('POST', `/providers/${id}/health`);
        const link = list.getByRole('link', { name: 'Far away does not answer', exact: true });
        await link.waitFor();
        far.recover();
        await link.click();
        await loaded(tab, 'Far away');
        await main.getByText('Not reachable', { exact: true }).first().waitFor();
        await tab.getByRole('button', { name: 'Check now', exact: true }).click();
        await main.getByText('Reachable', { exact: true }).first().waitFor();
        await home();
        same(await link.count(), 0, 'the problem');
      } finally {
        await ask('DELETE', `/providers/${id}`);
        far.stop();
      }
    });
  } finally {
    await ask('PATCH', `/instances/${instance}`, { agent: { apiUrl: null } });
    for (const id of (await letters()).filter(one => !before.includes(one))) await ask('DELETE', `/dead-letters/${id}`);
    server.stop();
  }
}
