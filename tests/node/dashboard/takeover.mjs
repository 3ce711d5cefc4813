// A chat that an agent answers: taken over and released under two browsers, and why it was answered.
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { openChat } from './appearance.mjs';
import { enter, WIDE } from './browser.mjs';

const PROMPT = 'Sell bikes.';

export async function takeover(checks, { browser, network, tab, url, page: address, apiKey, admin, shop, ann }) {
  const headers = { 'x-api-key': apiKey };
  const button = (page, name) => page.getByRole('button', { name, exact: true });
  const server = await model();
  const { body } = await call('GET', `${url}/api/v2/instances?limit=100`, { headers });
  const instance = `${url}/api/v2/instances/${body.items.find(one => one.name === 'Bike shop').id}`;
  const other = await browser.open();
  try {
    const agent = { type: 'openai', apiUrl: server.url, agentId: 'tiny', prompt: PROMPT };
    const set = await call('PATCH', instance, { headers, body: { agent } });
    same(set.status, 200, 'the agent is set');

    await checks.run('a takeover is shown after a reload, and in another browser', async () => {
      await tab.setViewportSize(WIDE);
      await tab.goto(address);
      await openChat(tab);
      await enter(other, address, admin);
      await openChat(other);
      await button(other, 'Take over').waitFor();
      await button(tab, 'Take over').click();
      await button(tab, 'Let the agent answer').waitFor();
      await button(other, 'Let the agent answer').waitFor();
      await tab.reload();
      await button(tab, 'Let the agent answer').waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-taken-over');
    });

    await checks.run('paused chats are found, until they are released', async () => {
      const list = tab.getByRole('region', { name: 'Conversations' });
      await tab.getByRole('combobox', { name: 'Show' }).selectOption('paused');
      await tab.waitForURL(/show=paused/);
      await list.getByRole('link').first().waitFor();
      same(await list.getByRole('link').count(), 1, 'paused chats');
      await button(other, 'Let the agent answer').click();
      await list.getByText('No chat matches.').waitFor();
      await button(tab, 'Take over').waitFor();
      await tab.getByRole('combobox', { name: 'Show' }).selectOption('all');
    });

    await checks.run('an answer shows what the agent was given', async () => {
      const to = `${shop}@s.whatsapp.net`;
      await network.post(`/phones/${ann}/send`, { to, type: 'text', text: 'is it still there?' });
      await tab.getByRole('log').getByText('You said: is it still there?').last().waitFor();
      await button(tab, 'Details').click();
      await button(tab, 'Why').click();
      await tab.getByRole('button', { name: /^Answered/ }).first().click();
      await tab.getByText('12 + 5').waitFor();
      await tab.getByText('What the agent was given').click();
      await tab.getByText(PROMPT, { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-why-given');
      await button(tab, 'Close').click();
    });
  } finally {
    await call('PATCH', instance, { headers, body: { agent: { apiUrl: null } } });
    await other.context().close();
    server.stop();
  }
}
