// A person on two channels: one timeline with the messages of both, and an inbox that shows one instance or both.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { WIDE } from './browser.mjs';
import { apiOf, shopOf } from './common.mjs';

const NOEL = '5511900000081';
const ASKED = 'is my wheel ready?';
const AGAIN = 'I ask on the web, too';

/** Has the text written at an entry point of the instance, once that is connected. */
async function writeAt({ ask, url, desk }, text) {
  const { id } = await ask('POST', '/entry-points', { name: 'Web form' });
  await ask('POST', `/entry-points/${id}/attendants`, { instanceId: desk });
  const { publicId } = await ask('GET', `/entry-points/${id}`);
  const { key } = await ask('POST', '/entry-points/key/rotate');
  const path = `${url}/v1/entry-points/${publicId}/execute`;
  const post = () => call('POST', path, { headers: { 'x-api-key': key }, body: { message: text } });
  await until('the message is accepted', async () => (await post()).status === 202);
  return id;
}

export async function channels(checks, world) {
  const { browser, network, tab, url, page: address, shop } = world;
  const ask = apiOf(world);
  const instance = await shopOf(ask);
  const server = await model();
  const log = tab.getByRole('log');
  const list = tab.getByRole('region', { name: 'Conversations' });
  const [his, web] = [list.getByRole('link', { name: /Noel/ }), list.getByRole('link', { name: new RegExp(AGAIN) })];
  const to = `${shop}@s.whatsapp.net`;
  const write = text => network.post(`/phones/${NOEL}/send`, { to, type: 'text', text });
  const chatOf = async (id, search = '') =>
    (await ask('GET', `/instances/${id}/chats?limit=1${search && `&search=${search}`}`)).items[0];
  /** The person and the account of who wrote in a chat. */
  const authorOf = async ({ instanceId, externalId }) => {
    const { items } = await ask('GET', `/instances/${instanceId}/chats/${externalId}/messages?limit=20`);
    return items.find(one => !one.isFromMe)?.sender;
  };
  let [desk, entryPoint, person] = [];
  try {
    await checks.run("a person's timeline has the messages of both channels, each with its instance", async () => {
      await network.phone(NOEL, 'Noel');
      await write(ASKED);
      const agent = { type: 'openai', apiUrl: server.url, agentId: 'tiny' };
      desk = (await ask('POST', '/instances', { name: 'Web desk', channel: 'api', agent })).id;
      await ask('POST', `/instances/${desk}/connect`);
      entryPoint = await writeAt({ ask, url, desk }, AGAIN);
      const both = [
        await until('his chat', () => chatOf(instance, NOEL)),
        await until('that of the web', () => chatOf(desk)),
      ];
      const [one, other] = await Promise.all(both.map(authorOf));
      const accounts = { identityA: one.platformIdentityId, identityB: other.platformIdentityId };
      person = (await ask('POST', '/persons/link', accounts)).id;
      await until('his timeline has both', async () => {
        const { items } = await ask('GET', `/persons/${person}/timeline?limit=50`);
        const texts = items.map(item => item.content.text);
        return texts.includes(ASKED) && texts.includes(AGAIN);
      });
      await tab.setViewportSize(WIDE);
      await tab.goto(`${address}/people/${person}`);
      const entry = text => timelineOf(tab).getByRole('listitem').filter({ has: tab.getByText(text, { exact: true }) });
      await entry(ASKED).getByText('Bike shop', { exact: true }).waitFor();
      await entry(AGAIN).getByText('Web desk', { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'person-channels');
      await write('it is the front one');
      await entry('it is the front one').waitFor();
    });

    await checks.run('each message of the timeline leads to its place', async () => {
      for (const [text, id] of [[ASKED, instance], [AGAIN, desk]]) {
        await tab.goto(`${address}/people/${person}`);
        await timelineOf(tab).getByText(text, { exact: true }).click();
        await tab.waitForURL(new RegExp(`/chats/${id}/.*message=`));
        await log.getByText(text, { exact: true }).waitFor();
      }
    });

    await checks.run('chats are narrowed to one instance, also after a reload', async () => {
      const filter = tab.getByRole('combobox', { name: 'Instance', exact: true });
      await tab.goto(`${address}/chats`);
      await his.waitFor();
      await web.waitFor();
      await filter.selectOption({ label: 'Web desk' });
      await tab.waitForURL(new RegExp(`instance=${desk}`));
      await his.waitFor({ state: 'detached' });
      await web.waitFor();
      await tab.reload();
      await web.waitFor();
      same([await filter.inputValue(), await his.count()], [desk, 0], 'the filter, and chats of the other instance');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chats-instance');
      await filter.selectOption({ label: 'Bike shop' });
      await web.waitFor({ state: 'detached' });
      await his.waitFor();
      await filter.selectOption({ label: 'All instances' });
      await web.waitFor();
      await his.waitFor();
      same(new URL(tab.url()).search, '', 'filters of the address');
    });
  } finally {
    if (entryPoint) await ask('DELETE', `/entry-points/${entryPoint}`);
    if (desk) await ask('DELETE', `/instances/${desk}`);
    server.stop();
  }
}

const timelineOf = page =>
  page.getByRole('main').locator('section').filter({ has: page.getByRole('heading', { name: 'Timeline', exact: true }) });
