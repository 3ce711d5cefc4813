// A chat is pinned and archived from its page, and an own message is deleted for everyone.
import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { apiOf } from './common.mjs';

const PIM = '5511900000062';
const PRICE = 'The price is 20.';

export async function chatState(checks, { browser, network, tab, page: address, url, apiKey, shop, ann }) {
  const headers = { 'x-api-key': apiKey };
  const ask = apiOf({ url, apiKey });
  const log = tab.getByRole('log');
  const list = tab.getByRole('region', { name: 'Conversations' });
  const button = name => tab.getByRole('button', { name, exact: true });
  const show = tab.getByRole('combobox', { name: 'Show', exact: true });
  const row = list.getByRole('link', { name: /Ann|5511900000002/ });
  const others = list.getByRole('link', { name: /Pim|5511900000062/ });
  const first = (what, name) =>
    until(`${what} is at the top`, async () => {
      const [top] = await list.getByRole('link').allTextContents();
      return top !== undefined && name.test(top);
    });
  const say = text => {
    const to = `${shop}@s.whatsapp.net`;
    return network.post(`/phones/${PIM}/send`, { to, type: 'text', text });
  };
  const { items } = await ask('GET', '/instances?limit=100');
  const chats = `/instances/${items.find(one => one.name === 'Bike shop').id}/chats`;
  const stored = async () => (await ask('GET', `${chats}?search=${ann}`)).items[0];

  await tab.setViewportSize(WIDE);
  try {
    await checks.run('a chat that is pinned on its page stays above what others write, until it is unpinned', async () => {
      await network.phone(PIM, 'Pim');
      await say('Is the shop open?');
      await tab.goto(`${address}/chats`);
      await others.waitFor();
      await first('the latest chat', /Pim|5511900000062/);
      await row.click();
      await log.locator('article').first().waitFor();
      await button('Pin').click();
      await button('Unpin').waitFor();
      await row.getByText('Pinned', { exact: true }).waitFor();
      await first('the pinned chat', /Ann|5511900000002/);
      same((await stored()).pinned, true, 'what is stored');
      await say('And tomorrow?');
      await others.getByText('And tomorrow?').waitFor();
      await first('the pinned chat, still,', /Ann|5511900000002/);
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-pinned');
      await button('Unpin').click();
      await button('Pin').waitFor();
      await row.getByText('Pinned', { exact: true }).waitFor({ state: 'detached' });
      await first('the latest chat', /Pim|5511900000062/);
    });

    await checks.run('a chat that is archived on its page leaves the list, and returns out of the archive', async () => {
      await button('Archive').click();
      await button('Take out of the archive').waitFor();
      await row.waitFor({ state: 'detached' });
      await show.selectOption('archived');
      await tab.waitForURL(/show=archived/);
      await row.waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'chat-archived');
      await button('Take out of the archive').click();
      await button('Archive').waitFor();
      await row.waitFor({ state: 'detached' });
      await show.selectOption('all');
      await row.waitFor();
      same((await stored()).archived, false, 'what is stored');
    });
  } finally {
    // The parts behind this one find the chats as they were.
    const { pinned, archived } = await stored();
    if (pinned || archived) await ask('PATCH', `${chats}/${ann}@s.whatsapp.net`, { pinned: false, archived: false });
    await call('PATCH', `${url}/api/v2${chats}/${PIM}@s.whatsapp.net/mark-read`, { headers });
  }

  await checks.run('an own message is deleted for everyone, as its phone shows', async () => {
    await tab.goto(`${address}/chats`);
    await row.click();
    await log.locator('article').first().waitFor();
    const field = tab.getByLabel('Write a message');
    await field.fill(PRICE);
    await field.press('Enter');
    const { id } = await network.post(`/phones/${ann}/expect`, { text: PRICE, timeout_millis: EXPECT_MS });
    const own = log.locator(`[data-message="${id}"]`);
    await own.getByText(/Delivered|Read/).waitFor();
    await own.getByRole('button', { name: 'Actions', exact: true }).click();
    await own.getByRole('button', { name: 'Delete', exact: true }).click();
    const question = tab.getByRole('dialog', { name: 'Delete this message?' });
    await question.getByText('It is deleted for everyone').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'message-delete');
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await own.getByText('This message was deleted.', { exact: true }).waitFor();
    same(await log.getByText(PRICE, { exact: true }).count(), 0, 'messages with its text');
    await until('the phone has the deletion', async () =>
      (await network.get(`/phones/${ann}/received`)).some(one => one.revoked_id === id),
    );
    await tab.reload();
    await own.getByText('This message was deleted.', { exact: true }).waitFor();
  });

  await checks.run('a message of another is not offered to be deleted', async () => {
    await others.click();
    const theirs = log.locator('article').filter({ hasText: 'Is the shop open?' });
    await theirs.getByRole('button', { name: 'Actions', exact: true }).click();
    await theirs.getByRole('button', { name: 'Reply', exact: true }).waitFor();
    same(await theirs.getByRole('button', { name: 'Delete', exact: true }).count(), 0, 'ways to delete it');
    await tab.keyboard.press('Escape');
    await theirs.getByRole('button', { name: 'Reply', exact: true }).waitFor({ state: 'detached' });
  });
}
