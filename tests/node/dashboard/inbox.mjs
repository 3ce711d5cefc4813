import { same } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

export async function inbox(checks, { browser, tab, page: url, say }) {
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
  });

  await checks.run('a filter is kept in the address', async () => {
    await tab.goto(`${url}/chats`);
    await tab.getByLabel('Show').selectOption('unread');
    await tab.waitForURL(/show=unread/);
    await tab.reload();
    same(await tab.getByLabel('Show').inputValue(), 'unread', 'the filter');
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

  await checks.run('on a phone the palette has a button', async () => {
    await tab.setViewportSize(NARROW);
    await tab.getByRole('button', { name: 'Find', exact: true }).click();
    await tab.getByRole('combobox', { name: /People, chats/ }).waitFor();
    await tab.keyboard.press('Escape');
    await tab.setViewportSize(WIDE);
  });
}
