// Quick replies, messages that are sent later, and views of the inbox.
import { EXPECT_MS, same, until } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';
import { WIDE } from './browser.mjs';

export async function replies(checks, { browser, network, tab, page: url, ann }) {
  const button = name => tab.getByRole('button', { name, exact: true });
  const dialog = tab.getByRole('dialog');
  const box = tab.getByLabel('Write a message');
  const log = tab.getByRole('log');
  await tab.setViewportSize(WIDE);

  await checks.run('a quick reply is made, and one with an unknown variable is refused', async () => {
    await tab.goto(`${url}/quick-replies`);
    await button('New quick reply').click();
    await dialog.getByLabel('Shortcut').fill('/Hours');
    await dialog.getByLabel('Title').fill('Opening hours');
    await dialog.getByLabel('Text').fill('Hello {{nome}}, we are open.');
    await browser.assertAccessible(tab);
    await button('Create').click();
    await dialog.getByText('is no variable').waitFor();
    await dialog.getByLabel('Text').fill('Hello {{name}}, we are open.');
    await button('Create').click();
    await tab.getByText('/hours · Opening hours').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'quick-replies');
  });

  await checks.run('a slash finds it, and its variables are filled in', async () => {
    await tab.goto(url);
    await openChat(tab);
    await box.fill('/open');
    await tab.getByRole('option', { name: /hours/ }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'quick-reply-found');
    await box.press('Enter');
    await until('it is filled in', async () => /^Hello [^{]+, we are open\.$/.test(await box.inputValue()));
    await box.press('Enter');
    await network.post(`/phones/${ann}/expect`, { text: await written(), timeout_millis: EXPECT_MS });
  });

  /** The last text of the conversation. */
  async function written() {
    const own = log.locator('article').filter({ hasText: /^Hello .*we are open\./ }).last();
    await own.waitFor();
    return (await own.locator('p[dir=auto]').first().textContent()).trim();
  }

  await checks.run('a message is scheduled, changed and cancelled', async () => {
    await box.fill('See you tomorrow');
    await button('Send later').click();
    await dialog.getByRole('button', { name: 'Tomorrow morning' }).click();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'schedule');
    await button('Schedule').click();
    await dialog.waitFor({ state: 'detached' });
    same(await box.inputValue(), '', 'the composer');
    await tab.getByText('1 scheduled message').click();
    const row = tab.getByRole('listitem').filter({ hasText: 'See you tomorrow' });
    await row.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Text').fill('See you on Friday');
    await button('Schedule').click();
    await tab.getByText('See you on Friday').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'scheduled');
    await button('Cancel sending').click();
    await dialog.getByRole('button', { name: 'Cancel sending' }).click();
    await tab.getByText('1 scheduled message').waitFor({ state: 'detached' });
  });

  await checks.run('files are scheduled with a caption, and shown by their names', async () => {
    await tab.locator('input[type=file]').setInputFiles([
      { name: 'bill.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4') },
      { name: 'terms.txt', mimeType: 'text/plain', buffer: Buffer.from('the terms') },
    ]);
    await box.fill('The bill of March');
    await button('Send later').click();
    await dialog.getByText('bill.pdf, terms.txt').waitFor();
    await dialog.getByRole('button', { name: 'Tomorrow morning' }).click();
    await browser.assertAccessible(tab);
    await button('Schedule').click();
    await dialog.waitFor({ state: 'detached' });
    same(await box.inputValue(), '', 'the composer');
    await tab.getByText('2 scheduled messages').click();
    await tab.getByText('Document · terms.txt').waitFor();
    const row = tab.getByRole('listitem').filter({ hasText: 'Document · bill.pdf' });
    await row.getByText('The bill of March').waitFor();
    await browser.picture(tab, 'scheduled-files');
    await row.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Caption').fill('The bill of April');
    await button('Schedule').click();
    await row.getByText('The bill of April').waitFor();
    for (const left of ['1 scheduled message', null]) {
      await button('Cancel sending').first().click();
      await dialog.getByRole('button', { name: 'Cancel sending' }).click();
      if (left) await tab.getByText(left, { exact: true }).waitFor();
      else await tab.getByText(/scheduled message/).waitFor({ state: 'detached' });
    }
  });

  await checks.run('to whom chats are assigned is kept in a view', async () => {
    const to = tab.getByRole('combobox', { name: 'Assigned to' });
    await tab.goto(`${url}/chats`);
    await to.selectOption('me');
    await button('Save as a view').click();
    await dialog.getByLabel('Name').fill('Mine');
    await button('Save').click();
    await dialog.waitFor({ state: 'detached' });
    await button('All').click();
    await tab.waitForURL(address => !address.search.includes('assigned'));
    await tab.reload();
    await button('Mine').click();
    await tab.waitForURL(/assigned=me/);
    await until('it is the filter', async () => (await to.inputValue()) === 'me');
    await button('Change the view').click();
    await button('Delete the view').click();
    await dialog.last().getByRole('button', { name: 'Delete the view' }).click();
    await button('Mine').waitFor({ state: 'detached' });
    await to.selectOption('');
  });

  await checks.run('filters are kept as a view, on every device', async () => {
    await tab.goto(`${url}/chats`);
    await tab.getByLabel('Show').selectOption('pinned');
    await button('Save as a view').click();
    await dialog.getByLabel('Name').fill('My pins');
    await button('Save').click();
    await dialog.waitFor({ state: 'detached' });
    await button('All').click();
    await tab.waitForURL(address => !address.search.includes('show'));
    await tab.reload();
    await button('My pins').click();
    await tab.waitForURL(/show=pinned/);
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'views');
    await tab.getByLabel('Show').selectOption('unread');
    await button('Save as a view').click();
    await dialog.getByLabel('Save as').selectOption('My pins');
    same(await dialog.getByLabel('Name').inputValue(), 'My pins', 'the name stays');
    await browser.assertAccessible(tab);
    await button('Save').click();
    await dialog.waitFor({ state: 'detached' });
    await button('All').click();
    await tab.waitForURL(address => !address.search.includes('show'));
    await button('My pins').click();
    await tab.waitForURL(/show=unread/);
    await button('Change the view').click();
    await button('Delete the view').click();
    await dialog.last().getByRole('button', { name: 'Delete the view' }).click();
    await button('My pins').waitFor({ state: 'detached' });
  });
}
