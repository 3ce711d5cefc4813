// Entry points: attendants are added and put into another order, an entry point is switched off, executions are filtered.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';
import { loaded } from './manage.mjs';

const NORTH = 'Till north';
const SOUTH = 'Till south';

export async function entryPoints(checks, { browser, tab, page: address, url, apiKey }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const button = name => tab.getByRole('button', { name, exact: true });
  const main = tab.getByRole('main');
  const dialog = tab.getByRole('dialog');
  const inDialog = name => dialog.getByRole('button', { name, exact: true });
  const field = name => dialog.getByLabel(name, { exact: true });
  const card = main
    .locator('section')
    .filter({ has: tab.getByRole('heading', { name: 'Attendants, in the order of choice', exact: true }) });
  const row = name => card.getByRole('listitem').filter({ hasText: name });
  const listed = tab.getByRole('list', { name: 'Executions', exact: true }).getByRole('listitem');
  const open = async id => {
    await tab.goto(`${address}/entry-points/${id}`);
    await loaded(tab, 'Back door');
  };
  /** Those that answer, from the first, as the page has them, once they are these. */
  const inOrder = names =>
    until(`the order ${names}`, async () => {
      const rows = await card.getByRole('listitem').allTextContents();
      return rows.length === names.length && names.every((name, at) => rows[at].startsWith(name));
    });
  const server = await model();
  const agent = { type: 'openai', apiUrl: server.url, agentId: 'tiny' };
  const instances = {};
  const made = [];
  let key;
  const post = (publicId, message) =>
    call('POST', `${url}/v1/entry-points/${publicId}/execute`, { headers: { 'x-api-key': key }, body: { message } });
  /** The execution of the latest message of an entry point, once it is answered. */
  const answered = (id, message) =>
    until(`${message} is answered`, async () => {
      const [latest] = (await ask('GET', `/executions?entryPointId=${id}&status=completed&limit=1`)).items;
      return latest?.message === message && latest;
    });
  /** Sends a message to an entry point; the instance that answered it. */
  const say = async (id, message) => {
    const { publicId } = await ask('GET', `/entry-points/${id}`);
    // Once the instance is connected.
    await until(`${message} is accepted`, async () => (await post(publicId, message)).status === 202);
    return (await answered(id, message)).instanceId;
  };

  try {
    await tab.setViewportSize(WIDE);
    for (const name of [NORTH, SOUTH]) {
      const { id } = await ask('POST', '/instances', { name, channel: 'api', agent });
      instances[name] = id;
      await ask('POST', `/instances/${id}/connect`);
    }
    for (const name of ['Back door', 'Side door']) made.push((await ask('POST', '/entry-points', { name })).id);
    const [point, side] = made;
    key = (await ask('POST', '/entry-points/key/rotate')).key;

    await checks.run('attendants are added to an entry point, and the first of them answers', async () => {
      await open(point);
      await card.getByText('No one answers here yet.').waitFor();
      for (const [name, position] of [[NORTH, '1'], [SOUTH, '2']]) {
        await button('Add an attendant').click();
        await field('Instance').selectOption({ label: name });
        await field('Position').fill(position);
        await field('Most conversations at once').fill('5');
        await browser.assertAccessible(tab);
        await inDialog('Add an attendant').click();
        await dialog.waitFor({ state: 'detached' });
        await row(name).getByText(`Position ${position}, at most 5 conversations`, { exact: true }).waitFor();
      }
      await inOrder([NORTH, SOUTH]);
      same(await say(point, 'Is the north open?'), instances[NORTH], 'who answers');
    });

    await checks.run('their order is changed, and another one answers', async () => {
      await row(NORTH).getByRole('button', { name: 'Edit', exact: true }).click();
      same(await field('Position').inputValue(), '1', 'the position');
      await field('Position').fill('3');
      await field('Most conversations at once').fill('');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'attendant-edit');
      await inDialog('Save').click();
      await dialog.waitFor({ state: 'detached' });
      await inOrder([SOUTH, NORTH]);
      const { attendants } = await ask('GET', `/entry-points/${point}`);
      same(attendants.map(one => [one.instanceId, one.position, one.maxConversations]), [
        [instances[SOUTH], 2, 5],
        [instances[NORTH], 3, null],
      ], 'what is stored');
      same(await say(point, 'Is the south open?'), instances[SOUTH], 'who answers');
    });

    await checks.run('executions are filtered by entry point and state', async () => {
      await ask('POST', `/entry-points/${side}/attendants`, { instanceId: instances[NORTH] });
      await say(side, 'Is the side door open?');
      const own = listed.filter({ hasText: 'Is the south open?' });
      const others = listed.filter({ hasText: 'Is the side door open?' });
      await open(point);
      await main.getByRole('link', { name: 'Its executions', exact: true }).click();
      await loaded(tab, 'Executions');
      await own.filter({ hasText: SOUTH }).getByText('Completed', { exact: true }).waitFor();
      await listed.filter({ hasText: 'Is the north open?' }).filter({ hasText: NORTH }).waitFor();
      same(await listed.count(), 2, 'its executions');
      await tab.getByLabel('Status', { exact: true }).selectOption({ label: 'Failed' });
      await main.getByText('No execution matches.').waitFor();
      await tab.getByLabel('Status', { exact: true }).selectOption({ label: 'Completed' });
      await own.waitFor();
      await tab.getByLabel('Entry point', { exact: true }).selectOption({ label: 'Side door' });
      await others.waitFor();
      same(await own.count(), 0, 'those of the other one');
      await tab.getByLabel('Entry point', { exact: true }).selectOption({ label: 'All' });
      await own.waitFor();
      await others.waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'executions-filtered');
    });

    await checks.run('an entry point is renamed, and keeps the id that programs have', async () => {
      await open(point);
      const { publicId } = await ask('GET', `/entry-points/${point}`);
      for (const name of ['Rear door', 'Back door']) {
        await button('Rename').click();
        await field('Name').fill(name);
        await browser.assertAccessible(tab);
        await inDialog('Save').click();
        await dialog.waitFor({ state: 'detached' });
        await loaded(tab, name);
        const now = await ask('GET', `/entry-points/${point}`);
        same([now.name, now.publicId], [name, publicId], 'what is stored');
      }
    });

    await checks.run('an entry point that is deactivated accepts nothing, until it is activated', async () => {
      await open(point);
      const { publicId } = await ask('GET', `/entry-points/${point}`);
      await main.getByText('Active', { exact: true }).waitFor();
      await button('Deactivate').click();
      await main.getByText('Inactive', { exact: true }).waitFor();
      same((await post(publicId, 'Is it closed?')).status, 400, 'a message for it');
      await tab.goto(`${address}/entry-points`);
      await loaded(tab, 'Entry points');
      const points = tab.getByRole('list', { name: 'Entry points', exact: true });
      await points.getByRole('listitem').filter({ hasText: 'Back door' }).getByText('Inactive', { exact: true }).waitFor();
      await open(point);
      await button('Activate').click();
      await main.getByText('Active', { exact: true }).waitFor();
      same((await post(publicId, 'Is it open again?')).status, 202, 'a message for it');
      // Its instances are deleted next.
      await answered(point, 'Is it open again?');
    });
  } finally {
    for (const id of made) await ask('DELETE', `/entry-points/${id}`);
    for (const id of Object.values(instances)) await ask('DELETE', `/instances/${id}`);
    server.stop();
  }
}
