import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { openChat } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const ZOE = '5511900000078';
const NO_ONE = '5511900000079';

export async function inbox(
  checks,
  { browser, network, tab, page: url, url: server, apiKey, ann, shop, say },
) {
  const log = tab.getByRole('log');

  await checks.run('a message is found by its words, and its place is opened', async () => {
    await tab.setViewportSize(WIDE);
    await say('the saddle is loose');
    await tab.goto(`${url}/chats`);
    await tab.getByLabel('Search names, numbers and messages').fill('saddle loose');
    await tab.getByRole('link', { name: /the saddle is loose/ }).last().click();
    await log.getByText('the saddle is loose').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chats-found');
    const found = tab.getByRole('region', { name: 'Messages with these words' });
    same(await found.getByText(/do not narrow these messages/).count(), 0, 'filters that are left out');
    await tab.getByLabel('Kind').selectOption('dm');
    await found.getByText(/do not narrow these messages/).waitFor();
  });

  await checks.run('words are searched in the open conversation, and their place is shown', async () => {
    await tab.goto(url);
    await openChat(tab);
    await tab.getByRole('button', { name: 'Details' }).click();
    await tab.getByRole('button', { name: 'Search', exact: true }).click();
    const words = tab.getByLabel('Words in this conversation');
    await words.fill('saddle');
    const found = tab.getByRole('list', { name: 'Messages with these words' });
    await found.getByRole('button', { name: /the saddle is loose/ }).first().click();
    await tab.waitForURL(/message=/);
    await log.getByText('the saddle is loose').first().waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-find');
    await words.fill('unicorns');
    await tab.getByText('No message has these words.').waitFor();
    await tab.getByRole('button', { name: 'Close', exact: true }).click();
  });

  await checks.run('a filter is kept in the address', async () => {
    await tab.goto(`${url}/chats`);
    await tab.getByLabel('Show').selectOption('unread');
    await tab.waitForURL(/show=unread/);
    await tab.reload();
    same(await tab.getByLabel('Show').inputValue(), 'unread', 'the filter');
  });

  const list = tab.getByRole('region', { name: 'Conversations' });
  const row = list.getByRole('link', { name: /Ann|5511900000002/ });
  const none = list.getByText('No chat matches.');
  const choose = (filter, value) => tab.getByRole('combobox', { name: filter, exact: true }).selectOption(value);

  await checks.run('unread chats are found, until they are read', async () => {
    const unread = row.getByText(/unread message/);
    await tab.goto(`${url}/chats`);
    await row.waitFor();
    await say('is anyone there?');
    await unread.waitFor();
    const badge = tab.getByRole('navigation', { name: 'Pages' }).getByText(/^\d+ unread chats?$/);
    await badge.waitFor();
    await until('the title counts it', async () => /^\(\d+\) Chats · Omni$/.test(await tab.title()));
    await choose('Show', 'unread');
    await tab.waitForURL(/show=unread/);
    await row.waitFor();
    await row.click();
    await log.getByText('is anyone there?').last().waitFor();
    // A chat is reported as read shortly after it opens: a page that is left at once does not report it.
    await unread.waitFor({ state: 'detached' });
    await tab.goto(`${url}/chats`);
    await row.waitFor();
    await unread.waitFor({ state: 'detached' });
    await choose('Show', 'unread');
    await none.waitFor();
    await badge.waitFor({ state: 'detached' });
    await until('the title counts nothing', async () => (await tab.title()) === 'Chats · Omni');
  });

  await checks.run('a row shows that the newest message is an own one, and how far it is', async () => {
    const field = tab.getByLabel('Write a message');
    const mark = row.getByText(/^(Delivered|Read)$/);
    await tab.goto(`${url}/chats`);
    await row.click();
    await field.fill('The wheel is true again.');
    await field.press('Enter');
    await row.getByText('You: The wheel is true again.').waitFor();
    await mark.waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chats-own');
    await tab.reload();
    await row.getByText('You: The wheel is true again.').waitFor();
    await mark.waitFor();
  });

  await checks.run('a row shows that the newest message failed, until another follows it', async () => {
    const field = tab.getByLabel('Write a message');
    const mark = row.getByText('Failed', { exact: true });
    await network.post('/faults', { fault: 'reject_sends', device: shop, count: 1, code: 400 });
    await field.fill('The bell is missing.');
    await field.press('Enter');
    await row.getByText('You: The bell is missing.').waitFor();
    await mark.waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chats-failed');
    await tab.reload();
    await row.getByText('You: The bell is missing.').waitFor();
    await mark.waitFor();
    await say('never mind the bell');
    await row.getByText('never mind the bell', { exact: true }).waitFor();
    same([await mark.count(), await row.getByText(/^You: /).count()], [0, 0], 'marks, and own messages');
  });

  const ask = async (method, path, body) => {
    const headers = { 'x-api-key': apiKey };
    const answer = await call(method, `${server}/api/v2${path}`, { headers, ...(body ? { body } : {}) });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  };

  await checks.run('chats are found by their kind and their channel', async () => {
    // Channels are offered where there are instances of several.
    const counter = await ask('POST', '/instances', { name: 'Counter', channel: 'api' });
    try {
      await tab.goto(`${url}/chats`);
      for (const [filter, other, own] of [['Kind', 'group', 'dm'], ['Channel', 'api', 'whatsapp-baileys']]) {
        await row.waitFor();
        await choose(filter, other);
        await none.waitFor();
        await choose(filter, own);
        await row.waitFor();
        await choose(filter, '');
      }
    } finally {
      await ask('DELETE', `/instances/${counter.id}`);
    }
  });

  await checks.run('pinned and archived chats are found, and an archived one is in no other list', async () => {
    const { id } = (await ask('GET', '/instances?limit=100')).items.find(one => one.name === 'Bike shop');
    const set = body => ask('PATCH', `/instances/${id}/chats/${ann}@s.whatsapp.net`, body);
    for (const show of ['pinned', 'archived']) {
      await tab.goto(`${url}/chats?show=${show}`);
      await none.waitFor();
      await set({ [show]: true });
      try {
        await tab.reload();
        await row.waitFor();
        if (show === 'archived') {
          await tab.goto(`${url}/chats`);
          await list.getByText('No chats yet.').or(list.getByRole('link')).first().waitFor();
          same(await row.count(), 0, 'the archived chat in the list of all');
        }
      } finally {
        await set({ [show]: false });
      }
    }
    await tab.goto(`${url}/chats`);
    await row.waitFor();
  });

  await checks.run('the person and the turns are beside the conversation', async () => {
    await tab.goto(url);
    await openChat(tab);
    await tab.getByRole('button', { name: 'Details' }).click();
    await tab.getByRole('heading', { name: 'Timeline' }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-person');
    await tab.getByRole('button', { name: 'Close' }).click();
  });

  await checks.run('the person is blocked after a question, and unblocked', async () => {
    await tab.goto(url);
    await openChat(tab);
    await tab.getByRole('button', { name: 'Details' }).click();
    await tab.getByRole('button', { name: 'Block', exact: true }).click();
    const question = tab.getByRole('dialog', { name: /^Block / });
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-block');
    await question.getByRole('button', { name: 'Block', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await tab.getByRole('status').filter({ hasText: /^Blocked/ }).waitFor();
    await tab.getByRole('button', { name: 'Unblock', exact: true }).click();
    await tab.getByRole('button', { name: 'Block', exact: true }).waitFor();
    await tab.getByRole('button', { name: 'Close', exact: true }).click();
  });

  await checks.run('the palette leads to a person, by keyboard alone', async () => {
    await tab.keyboard.press('Control+k');
    await tab.getByRole('combobox', { name: /People, chats/ }).fill('People');
    await tab.getByRole('option', { name: /People/ }).first().waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'palette');
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { name: 'People', level: 1 }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'people');
    await tab.getByRole('link', { name: /Ann|5511900000002/ }).first().click();
    await tab.getByRole('heading', { name: 'History' }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'person');
  });

  await checks.run('a conversation is begun with a number that the network knows', async () => {
    await network.phone(ZOE, 'Zoe');
    await tab.goto(`${url}/chats`);
    // The key has no effect before the session is read.
    await row.waitFor();
    await tab.keyboard.press('Control+k');
    await tab.getByRole('combobox', { name: /People, chats/ }).fill('New message');
    await tab.getByRole('option', { name: /New message/ }).click();
    const dialog = tab.getByRole('dialog', { name: 'New message' });
    await dialog.getByLabel('Phone number').fill(`+${NO_ONE}`);
    await dialog.getByRole('button', { name: 'Check and open' }).click();
    await dialog.getByText('The network knows no account with this number.').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-new');
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: 'New message', exact: true }).click();
    await dialog.getByLabel('Phone number').fill(`+${ZOE}`);
    await dialog.getByRole('button', { name: 'Check and open' }).click();
    await tab.waitForURL(/\/chats\/[^/]+\/[^/?]+$/);
    await tab.getByLabel('Write a message').fill('Hello, Zoe.');
    await tab.keyboard.press('Enter');
    await network.post(`/phones/${ZOE}/expect`, { text: 'Hello, Zoe.', timeout_millis: EXPECT_MS });
    await log.locator('article').filter({ hasText: 'Hello, Zoe.' }).getByText(/Delivered|Read/).waitFor();
  });

  await checks.run('the palette opens the form of what is to be made, once', async () => {
    const forms = [
      ['New instance', 'New instance', 'Instances'],
      ['New agent', 'New agent', 'Agents'],
      ['Webhooks: New', 'New endpoint', 'Webhooks'],
      ['New API key', 'New API key', 'API keys'],
      ['New user', 'New user', 'Users'],
      ['New provider', 'New provider', 'Providers'],
      ['New entry point', 'New entry point', 'Entry points'],
      ['New quick reply', 'New quick reply', 'Quick replies'],
      ['Access rules: New', 'New rule', 'Access rules'],
      ['New batch job', 'New batch job', 'Jobs and syncs'],
      ['New sync', 'New sync', 'Jobs and syncs'],
    ];
    for (const [typed, form, page] of forms) {
      await tab.keyboard.press('Control+k');
      await tab.getByRole('combobox', { name: /People, chats/ }).fill(typed);
      await tab.getByRole('option', { name: typed }).first().waitFor();
      await tab.keyboard.press('Enter');
      const dialog = tab.getByRole('dialog', { name: form, exact: true });
      await dialog.waitFor();
      await tab.getByRole('heading', { name: page, level: 1, includeHidden: true }).waitFor();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await dialog.waitFor({ state: 'detached' });
      await tab.waitForURL(address => address.hash === '');
    }
  });

  await checks.run('on a phone the palette has a button', async () => {
    await tab.setViewportSize(NARROW);
    await tab.getByRole('button', { name: 'Find', exact: true }).click();
    await tab.getByRole('combobox', { name: /People, chats/ }).waitFor();
    await tab.keyboard.press('Escape');
    await tab.setViewportSize(WIDE);
  });
}
