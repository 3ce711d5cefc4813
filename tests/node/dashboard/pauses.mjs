// A chat that is taken over until a time: shown after a reload, followed by the agent, and released before it ends.
import { same, until } from '../baileys/checks.mjs';
import { model } from './agents.mjs';
import { WIDE } from './browser.mjs';
import { apiOf, fieldTime, shopOf } from './common.mjs';

const PIA = '5511900000080';
const DAY_MS = 86_400_000;
/** What the request may take, on a machine that does other work. */
const REQUEST_MS = 30_000;

export async function pauses(checks, world) {
  const { browser, network, tab, page: address, shop } = world;
  const ask = apiOf(world);
  const instance = await shopOf(ask);
  const server = await model();
  const log = tab.getByRole('log');
  const button = name => tab.getByRole('button', { name, exact: true });
  const notice = tab.locator('p').filter({ hasText: 'The agent is paused in this chat.' });
  const to = `${shop}@s.whatsapp.net`;
  const say = text => network.post(`/phones/${PIA}/send`, { to, type: 'text', text });
  const newest = async () => {
    const path = `/turns?instanceId=${instance}&chatId=${PIA}@s.whatsapp.net&limit=1`;
    return (await ask('GET', path)).items[0];
  };
  try {
    await checks.run('a chat is taken over until a time, which is shown after a reload', async () => {
      const agent = { type: 'openai', apiUrl: server.url, agentId: 'tiny' };
      await ask('PATCH', `/instances/${instance}`, { agent });
      await network.phone(PIA, 'Pia');
      await say('are you open?');
      const chats = `/instances/${instance}/chats?search=${PIA}`;
      await until('her chat', async () => (await ask('GET', chats)).items.length > 0);
      await tab.setViewportSize(WIDE);
      await tab.goto(`${address}/chats/${instance}/${PIA}@s.whatsapp.net`);
      await log.getByText('You said: are you open?').last().waitFor();
      await button('Pause until…').click();
      const dialog = tab.getByRole('dialog', { name: 'Pause until…' });
      const pause = dialog.getByRole('button', { name: 'Pause', exact: true });
      await dialog.waitFor();
      same(await pause.isDisabled(), true, 'the button without a time');
      const chosen = fieldTime(Date.now() + DAY_MS);
      await dialog.getByLabel('Or until').fill(chosen);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-pause-until');
      await pause.click();
      await dialog.waitFor({ state: 'detached' });
      await button('Let the agent answer').waitFor();
      await tab.reload();
      await notice.waitFor();
      await button('Let the agent answer').waitFor();
      same(await button('Take over').count(), 0, 'ways to take it over again');
      same(/On request\. .*Until/.test(await notice.textContent()), true, 'the notice has its reason and its end');
      const end = Date.parse(await notice.locator('time').last().getAttribute('datetime'));
      const off = end - new Date(chosen).getTime();
      if (!(Math.abs(off) < REQUEST_MS)) throw new Error(`the pause ends ${off} ms behind the time that was chosen`);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-paused-until');
    });

    await checks.run('meanwhile the agent does not answer, and does once the chat is released', async () => {
      await say('and tomorrow?');
      await log.getByText('and tomorrow?', { exact: true }).waitFor();
      await until('its turn ends without an answer', async () => (await newest())?.outcome === 'paused');
      await button('Let the agent answer').click();
      await button('Take over').waitFor();
      await notice.waitFor({ state: 'detached' });
      await say('is anyone there?');
      await log.getByText('You said: is anyone there?').last().waitFor();
      same(await log.getByText('You said: and tomorrow?').count(), 0, 'answers to what was written meanwhile');
      await tab.reload();
      await button('Take over').waitFor();
      same(await notice.count(), 0, 'notices of a pause');
    });
  } finally {
    await ask('PATCH', `/instances/${instance}`, { agent: { apiUrl: null } });
    server.stop();
  }
}
