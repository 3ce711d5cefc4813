// Work that was given up: tried again, resolved with a note, dropped.
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';
import { loaded } from './manage.mjs';

/** A model that refuses every key: no reason to ask it again. */
function refuser() {
  const server = createServer((request, answer) => {
    request.resume();
    request.on('end', () => answer.writeHead(401).end());
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ url: `http://127.0.0.1:${server.address().port}/v1`, stop: () => server.close() });
    });
  });
}

export async function letters(checks, { browser, tab, page: address, url, apiKey }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const ids = async status => (await ask('GET', `/dead-letters?status=${status}&limit=100`)).items.map(one => one.id);
  const agentAt = apiUrl => ({ type: 'openai', apiUrl, agentId: 'tiny' });
  const [answers, refusing] = [await model(), await refuser()];
  // Newest first: those of this part are before what others have left.
  const rows = () => tab.getByRole('list', { name: 'Dead letters' }).getByRole('listitem');
  const row = () => rows().first();
  const dialog = tab.getByRole('dialog');
  const show = async (status, title = 'Dead letters') => {
    await tab.goto(`${address}/dead-letters`);
    await loaded(tab, title);
    await tab.getByLabel('Status').selectOption(status);
  };
  let instance;
  let entryPoint;
  let before = [];
  const own = async status => (await ids(status)).filter(id => !before.includes(id));

  try {
    await checks.run('what was given up is listed', async () => {
      await tab.setViewportSize(WIDE);
      before = [...(await ids('pending')), ...(await ids('resolved'))];
      instance = (await ask('POST', '/instances', { name: 'Desk', channel: 'api', agent: agentAt(refusing.url) })).id;
      await ask('POST', `/instances/${instance}/connect`);
      entryPoint = (await ask('POST', '/entry-points', { name: 'given up' })).id;
      await ask('POST', `/entry-points/${entryPoint}/attendants`, { instanceId: instance });
      const { publicId } = await ask('GET', `/entry-points/${entryPoint}`);
      const { key } = await ask('POST', '/entry-points/key/rotate');
      for (const [at, message] of ['one', 'two', 'three'].entries()) {
        const path = `${url}/v1/entry-points/${publicId}/execute`;
        const post = () => call('POST', path, { headers: { 'x-api-key': key }, body: { message } });
        // Once it is connected.
        await until(`${message} is accepted`, async () => (await post()).status === 202);
        await until('it is given up', async () => (await own('pending')).length === at + 1);
      }
      await show('pending');
      await row().getByText('Needs a person', { exact: true }).waitFor();
      await row().getByText('What it was about', { exact: true }).click();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'dead-letter');
    });

    await checks.run('it is found by its kind and its instance, which the address keeps', async () => {
      const kind = tab.getByLabel('Kind', { exact: true });
      await tab.getByLabel('Instance', { exact: true }).selectOption(instance);
      await kind.selectOption('media.fetch');
      await tab.getByText('No job that was given up matches.', { exact: true }).waitFor();
      await kind.selectOption('turn.run');
      await row().getByText('Answers of agents', { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await tab.reload();
      await loaded(tab, 'Dead letters');
      await row().waitFor();
      same(await rows().count(), 3, 'those of the instance');
      same(await kind.inputValue(), 'turn.run', 'the kind');
    });

    await checks.run('it leads to its chat', async () => {
      await row().locator(`a[href*="/chats/${instance}/"]`).click();
      await tab.waitForURL(new RegExp(`/chats/${instance}/`));
      await tab.getByRole('log').locator('article').filter({ hasText: 'three' }).first().waitFor();
    });

    await checks.run('it is resolved with a note of what was done', async () => {
      await show('pending');
      await row().getByRole('button', { name: 'Resolve', exact: true }).click();
      await dialog.getByLabel('Note').fill('answered by telephone');
      await browser.assertAccessible(tab);
      await dialog.getByRole('button', { name: 'Resolve', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await until('the server has it', async () => (await own('resolved')).length === 1);
      await show('resolved');
      await row().getByText('answered by telephone').waitFor();
      await row().getByText('Resolved', { exact: true }).waitFor();
    });

    await checks.run('it is dropped once that is confirmed', async () => {
      await show('pending');
      const [id] = await own('pending');
      await row().getByRole('button', { name: 'Drop', exact: true }).click();
      await dialog.getByText('The job is deleted').waitFor();
      await dialog.getByRole('button', { name: 'Drop', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      const { status } = await call('GET', `${url}/api/v2/dead-letters/${id}`, { headers });
      same(status, 404, 'the dropped one');
      same((await own('pending')).length, 1, 'those that are left');
    });

    await checks.run('it is tried again, and is none any more when that succeeds', async () => {
      await ask('PATCH', `/instances/${instance}`, { agent: agentAt(answers.url) });
      await show('pending');
      await row().getByRole('button', { name: 'Try again', exact: true }).click();
      await until('it is gone', async () => (await own('pending')).length === 0);
      same((await own('resolved')).length, 1, 'those that a person resolved');
    });
  } finally {
    if (entryPoint) await ask('DELETE', `/entry-points/${entryPoint}`);
    if (instance) await ask('DELETE', `/instances/${instance}`);
    answers.stop();
    refusing.stop();
  }
}
