// What is made once and changed later: an access rule and a quick reply, edited and deleted on their pages.
import { same } from '../baileys/checks.mjs';
import { WIDE } from './browser.mjs';
import { apiOf, shopOf } from './common.mjs';
import { loaded } from './manage.mjs';

export async function edits(checks, world) {
  const { browser, tab, page: address, ann } = world;
  const ask = apiOf(world);
  const instance = await shopOf(ask);
  const dialog = tab.getByRole('dialog');
  const item = (list, hasText) =>
    tab.getByRole('list', { name: list, exact: true }).getByRole('listitem').filter({ hasText });
  const press = (place, name) => place.getByRole('button', { name, exact: true }).click();
  await tab.setViewportSize(WIDE);

  await rules(checks, { browser, tab, address, ask, dialog, item, press });

  await checks.run('a quick reply is edited, and then is the one that the composer finds', async () => {
    const { id } = await ask('POST', '/quick-replies', { shortcut: 'bell', title: 'Bell', text: 'Ring the bell.' });
    await tab.goto(`${address}/quick-replies`);
    await loaded(tab, 'Quick replies');
    await press(item('Quick replies', '/bell · Bell'), 'Edit');
    same(await dialog.getByLabel('Text').inputValue(), 'Ring the bell.', 'the text before');
    await dialog.getByLabel('Shortcut').fill('horn');
    await dialog.getByLabel('Title').fill('Horn');
    await dialog.getByLabel('Text').fill('Blow the horn, {{name}}.');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'quick-reply-edit');
    await press(dialog, 'Save');
    await dialog.waitFor({ state: 'detached' });
    await item('Quick replies', '/horn · Horn').getByText('Blow the horn, {{name}}.').waitFor();
    same(await item('Quick replies', '/bell').count(), 0, 'the reply as it was');
    const { shortcut, title, text } = await ask('GET', `/quick-replies/${id}`);
    same([shortcut, title, text], ['horn', 'Horn', 'Blow the horn, {{name}}.'], 'what is stored');
    await tab.goto(`${address}/chats/${instance}/${ann}@s.whatsapp.net`);
    const box = tab.getByLabel('Write a message');
    await box.fill('/horn');
    await tab.getByRole('option', { name: /horn/ }).waitFor();
    await box.fill('/bell');
    await tab.getByRole('option', { name: /horn/ }).waitFor({ state: 'detached' });
    same(await tab.getByRole('option', { name: /bell/ }).count(), 0, 'the reply by its former shortcut');
    await box.fill('');
  });

  await checks.run('a quick reply is deleted after a question', async () => {
    await tab.goto(`${address}/quick-replies`);
    await loaded(tab, 'Quick replies');
    const reply = item('Quick replies', '/horn · Horn');
    await press(reply, 'Delete');
    const question = tab.getByRole('dialog', { name: 'Delete the quick reply /horn?' });
    await browser.assertAccessible(tab);
    await press(question, 'Cancel');
    await question.waitFor({ state: 'detached' });
    await press(reply, 'Delete');
    await press(question, 'Delete');
    await reply.waitFor({ state: 'detached' });
    const { items } = await ask('GET', '/quick-replies');
    same(items.filter(one => one.shortcut === 'horn').length, 0, 'replies that are stored');
  });
}

/** Access rules: what the tester shows follows each change. */
async function rules(checks, { browser, tab, address, ask, dialog, item, press }) {
  const tester = tab.locator('section').filter({ has: tab.getByRole('heading', { name: 'Test a sender', exact: true }) });
  const verdict = async (sender, text) => {
    await tester.getByLabel('Instance').selectOption({ label: 'Bike shop' });
    await tester.getByLabel('Number or address').fill(sender);
    await press(tester, 'Test');
    await tester.getByText(text).waitFor();
  };

  await checks.run('an access rule is edited, disabled and enabled, and decides accordingly', async () => {
    const made = { type: 'deny', criteria: { phonePatterns: ['+1777*'] }, reason: 'too far' };
    const { id } = await ask('POST', '/access/rules', made);
    await tab.goto(`${address}/access`);
    await loaded(tab, 'Access rules');
    await verdict('+17775550000', 'Blocked, and the sender gets a message.');
    await press(item('Access rules', '+1777*'), 'Edit');
    same(await dialog.getByLabel('Senders').inputValue(), '+1777*', 'the senders before');
    same(await dialog.getByLabel('Reason').inputValue(), 'too far', 'the reason before');
    await dialog.getByLabel('Senders').fill('+1888*');
    await dialog.getByLabel('What happens').selectOption({ label: 'Block silently' });
    await dialog.getByLabel('Reason').fill('much too far');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'access-edit');
    await press(dialog, 'Save');
    await dialog.waitFor({ state: 'detached' });
    const rule = item('Access rules', '+1888*');
    await rule.getByText('Block silently', { exact: true }).waitFor();
    await rule.getByText(/much too far/).waitFor();
    same(await item('Access rules', '+1777*').count(), 0, 'the rule as it was');
    const stored = await ask('GET', `/access/rules/${id}`);
    same([stored.criteria.phonePatterns, stored.action.type], [['+1888*'], 'silent_block'], 'what is stored');
    // Each differs from the one before, which is shown until it is there.
    await verdict('+17775550000', 'The agent gets the message.');
    await verdict('+18885550000', 'Blocked, and nothing is sent.');
    await press(rule, 'Disable');
    await rule.getByText('Disabled', { exact: true }).waitFor();
    await verdict('+18885550000', 'The agent gets the message.');
    await press(rule, 'Enable');
    await rule.getByText('Block silently', { exact: true }).waitFor();
    await verdict('+18885550000', 'Blocked, and nothing is sent.');
  });

  await checks.run('an access rule is deleted after a question, and decides nothing any more', async () => {
    const rule = item('Access rules', '+1888*');
    await press(rule, 'Delete');
    const question = tab.getByRole('dialog', { name: 'Delete the rule?' });
    await browser.assertAccessible(tab);
    await press(question, 'Cancel');
    await question.waitFor({ state: 'detached' });
    await press(rule, 'Delete');
    await press(question, 'Delete');
    await rule.waitFor({ state: 'detached' });
    await verdict('+18885550000', 'The agent gets the message.');
  });
}
