// Working on a conversation together: to whom it is assigned, internal notes, labels.
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { assertFits, openChat } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const NOTE = 'wants the invoice by post';

export async function assign(checks, { browser, tab, page: address, url, apiKey, ann }) {
  const log = tab.getByRole('log');
  const headers = { 'x-api-key': apiKey };
  const chat = async () => {
    const { body } = await call('GET', `${url}/api/v2/instances`, { headers });
    return `${url}/api/v2/instances/${body.items[0].id}/chats/${ann}%40s.whatsapp.net`;
  };
  const dialog = tab.getByRole('dialog');
  const notes = tab.getByRole('list', { name: 'Notes' });

  await checks.run('who asks for it is notified of a chat that another assigns', async () => {
    await tab.goto(`${address}/account`);
    const box = tab.getByRole('checkbox', { name: 'Notify me in this browser', exact: true });
    await box.waitFor();
    // Chromium without a screen shows none: what the page asks it to show is kept.
    await tab.evaluate(() => {
      globalThis.shown = [];
      globalThis.Notification = class {
        static permission = 'default';
        static async requestPermission() {
          this.permission = 'granted';
          return this.permission;
        }
        constructor(title, { body }) {
          globalThis.shown.push({ title, body, self: this });
        }
        close() {}
      };
    });
    const shown = () => tab.evaluate(() => globalThis.shown.map(one => one.body));
    const path = await chat();
    const userId = await tab.evaluate(async () => (await (await fetch('api/v2/auth/session')).json()).user.id);
    const give = async () => same((await call('PUT', `${path}/assignee`, { headers, body: { userId } })).status, 200, 'status');
    const take = () => call('DELETE', `${path}/assignee`, { headers });
    await box.click();
    await until('it is on', () => box.isChecked());
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'account-notifications');
    await give();
    await until('it is shown', async () => (await shown()).some(text => text.startsWith('A chat was assigned to you')));
    await tab.evaluate(() => globalThis.shown.at(-1).self.onclick());
    await tab.getByRole('button', { name: /^Assigned to/ }).waitFor();
    await take();
    await tab.getByRole('button', { name: /Unassigned/ }).waitFor();
    await tab.getByRole('link', { name: 'Account', exact: true }).click();
    await box.click();
    await until('it is off', async () => !(await box.isChecked()));
  });

  await checks.run('a conversation is assigned to the reader, and found by that', async () => {
    await tab.setViewportSize(WIDE);
    await tab.goto(address);
    await openChat(tab);
    await tab.getByRole('button', { name: /Unassigned/ }).click();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-assign');
    await dialog.getByRole('button', { name: 'To me', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: /^Assigned to/ }).waitFor();
    await tab.getByRole('combobox', { name: 'Assigned to' }).selectOption('me');
    await tab.waitForURL(/assigned=me/);
    const list = tab.getByRole('region', { name: 'Conversations' });
    await list.getByRole('link', { name: /Assigned to/ }).waitFor();
    await tab.getByRole('combobox', { name: 'Assigned to' }).selectOption('none');
    await list.getByRole('link', { name: /Assigned to/ }).waitFor({ state: 'detached' });
    await tab.getByRole('combobox', { name: 'Assigned to' }).selectOption('');
  });

  await checks.run('a note is between the messages, marked as internal, and is not sent', async () => {
    await tab.getByRole('button', { name: 'Details' }).click();
    await tab.getByRole('button', { name: 'Notes', exact: true }).click();
    await tab.getByText('No notes yet.').waitFor();
    await tab.getByLabel('New note').fill(NOTE);
    await tab.getByRole('button', { name: 'Add the note' }).click();
    await notes.getByText(NOTE).waitFor();
    await log.getByRole('note', { name: /Internal note by/ }).getByText(NOTE).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-notes');
    const { status, body } = await call('GET', `${await chat()}/messages`, { headers });
    same([status, JSON.stringify(body).includes(NOTE)], [200, false], 'the note among the messages');
  });

  await checks.run('what another changes shows without a reload', async () => {
    const path = await chat();
    const made = await call('POST', `${path}/notes`, { headers, body: { text: 'by a program' } });
    same(made.status, 201, 'status');
    await notes.getByText('by a program').waitFor();
    await call('DELETE', `${path}/assignee`, { headers });
    await tab.getByRole('button', { name: /Unassigned/ }).waitFor();
  });

  await checks.run('a note is changed and deleted', async () => {
    const own = notes.locator('li').filter({ hasText: NOTE });
    await own.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Internal note').fill('wants it by e-mail');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.waitFor({ state: 'detached' });
    const changed = notes.locator('li').filter({ hasText: 'wants it by e-mail' });
    await changed.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await changed.waitFor({ state: 'detached' });
    await until('it is gone from the conversation', async () => (await log.getByText('wants it by e-mail').count()) === 0);
    await tab.getByRole('button', { name: 'Close', exact: true }).click();
  });

  await checks.run('a label is made, shown in the list, filtered by and taken away', async () => {
    await tab.getByRole('button', { name: 'Labels', exact: true }).click();
    await dialog.getByLabel('New label').fill('New customer');
    await dialog.getByRole('button', { name: 'Add a label' }).click();
    await dialog.getByRole('checkbox', { name: 'New customer', checked: true }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-labels');
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
    const list = tab.getByRole('region', { name: 'Conversations' });
    await list.getByText('New customer', { exact: true }).last().waitFor();
    await tab.getByRole('button', { name: 'Remove the label New customer' }).click();
    await tab.getByRole('button', { name: 'Remove the label New customer' }).waitFor({ state: 'detached' });
  });

  await checks.run('a label is renamed, coloured, and deleted', async () => {
    await tab.getByRole('button', { name: 'Labels', exact: true }).click();
    await dialog.getByRole('button', { name: 'Edit the label New customer' }).click();
    const form = dialog.getByRole('form', { name: 'Edit the label New customer' });
    await form.getByLabel('Name').fill('Old customer');
    await form.getByLabel('Colour').selectOption({ label: '3' });
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'chat-label-edit');
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.getByRole('checkbox', { name: 'Old customer' }).waitFor();
    const path = (await chat()).replace(/\/chats\/.*/, '/labels');
    const { body } = await call('GET', path, { headers });
    same(body.items.find(one => one.name === 'Old customer')?.color, 2, 'the colour');
    await dialog.getByRole('button', { name: 'Edit the label Old customer' }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    const question = tab.getByRole('dialog', { name: 'Delete the label Old customer?' });
    await question.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByRole('checkbox', { name: 'Old customer' }).waitFor({ state: 'detached' });
    await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  });

  await checks.run('a chat is muted, and kept for later as unread', async () => {
    await tab.getByRole('button', { name: 'Mute', exact: true }).click();
    await tab.getByRole('button', { name: 'Unmute', exact: true }).click();
    await tab.getByRole('button', { name: 'Mute', exact: true }).waitFor();
    await tab.getByRole('button', { name: 'Mark as unread', exact: true }).click();
    await tab.getByText('Choose a conversation.').waitFor();
    const row = tab.getByRole('region', { name: 'Conversations' }).getByRole('link', { name: /Ann|5511900000002/ }).first();
    await row.getByText('Unread', { exact: true }).waitFor();
    await row.click();
    await row.getByText('Unread', { exact: true }).waitFor({ state: 'detached' });
  });

  await checks.run('it fits a phone', async () => {
    await tab.setViewportSize(NARROW);
    await tab.getByRole('button', { name: /Unassigned/ }).waitFor();
    await assertFits(tab);
    const { height } = await tab.locator('section > header').last().boundingBox();
    if (height > 180) throw new Error(`the head has ${height} px, which the messages need`);
    await browser.picture(tab, 'chat-assign-narrow');
    await tab.setViewportSize(WIDE);
  });
}
