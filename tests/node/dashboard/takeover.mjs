// A chat that an agent answers: taken over and released under two browsers, and why it was answered.
import { same, until } from '../baileys/checks.mjs';
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
      await until('one chat is paused', async () => (await list.getByRole('link').count()) === 1);
      await list.getByRole('link').getByText('Agent paused', { exact: true }).waitFor();
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

    await checks.run('why one message was answered is found, however many turns followed', async () => {
      const isList = asked => asked.pathname.endsWith('/api/v2/turns') && asked.searchParams.has('chatId');
      // As if the newest turns were all of other messages.
      await tab.route(isList, route => route.fulfill({ json: { items: [], meta: { hasMore: false } } }));
      try {
        await tab.reload();
        const answer = tab.getByRole('log').locator('article').filter({ hasText: 'You said: is it still there?' }).last();
        await answer.locator('button[aria-expanded]').click();
        await answer.getByRole('button', { name: 'Why', exact: true }).click();
        await tab.getByText('12 + 5').waitFor();
        await button(tab, 'All turns of this chat').click();
        await tab.getByText('The agent has had no turn in this chat.').waitFor();
        await button(tab, 'Close').click();
      } finally {
        await tab.unroute(isList);
      }
    });

    await checks.run('the page of a turn has its question, its answer and what it cost, and leads to its chat', async () => {
      await tab.goto(`${address}/turns`);
      const row = tab.getByRole('list', { name: 'Turns' }).getByRole('listitem').first();
      await row.getByRole('link', { name: /Ann|5511900000002/ }).waitFor();
      await row.getByRole('link').first().click();
      await tab.getByRole('heading', { name: 'Question and answer' }).waitFor();
      const main = tab.getByRole('main');
      await main.getByText('12 + 5', { exact: true }).waitFor();
      await main.getByRole('link', { name: /^You said: is it still there\?/ }).waitFor();
      await main.getByText('What the agent was given').click();
      await main.getByText(PROMPT, { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'turn-question');
      await main.getByRole('link', { name: 'is it still there?', exact: true }).click();
      await tab.waitForURL(/\/chats\/.*message=/);
      await tab.getByRole('log').getByText('You said: is it still there?').last().waitFor();
    });

    await checks.run('a chat whose answer failed is found, and is answered again from its turn', async () => {
      const list = tab.getByRole('region', { name: 'Conversations' });
      const chat = list.getByRole('link', { name: /Ann|5511900000002/ });
      server.refuse(true);
      const to = `${shop}@s.whatsapp.net`;
      await network.post(`/phones/${ann}/send`, { to, type: 'text', text: 'and in blue?' });
      await tab.goto(`${address}/turns`);
      const turn = tab.getByRole('list', { name: 'Turns' }).getByRole('listitem').first();
      await turn.getByText('Failed', { exact: true }).waitFor();
      await tab.goto(`${address}/chats?show=failed`);
      await chat.waitFor();
      await tab.goto(address);
      await tab.getByRole('link', { name: /^An answer failed: / }).first().click();
      await tab.getByRole('heading', { name: 'Question and answer' }).waitFor();
      await tab.getByRole('main').getByRole('link', { name: 'and in blue?', exact: true }).waitFor();
      server.refuse(false);
      await button(tab, 'Try again').click();
      await tab.getByRole('main').getByRole('link', { name: /^You said: and in blue\?/ }).waitFor();
      await tab.goto(`${address}/chats?show=failed`);
      await list.getByText('No chat matches.').or(list.getByRole('link')).first().waitFor();
      same(await chat.count(), 0, 'the chat among those that failed');
    });
  } finally {
    await call('PATCH', instance, { headers, body: { agent: { apiUrl: null } } });
    await other.context().close();
    server.stop();
  }
}
