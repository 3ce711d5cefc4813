// Settings: one is changed and reset, and its history shows who did it, from what to what, and why.
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';
import { loaded } from './manage.mjs';

const KEY = 'media.default_language';
const REASON = 'customers write Portuguese';

export async function settings(checks, { browser, tab, page: address, url, apiKey, admin }) {
  const headers = { 'x-api-key': apiKey };
  const ask = async path => (await call('GET', `${url}/api/v2${path}`, { headers })).body;
  const button = name => tab.getByRole('button', { name, exact: true });
  const dialog = name => tab.getByRole('dialog', { name, exact: true });
  const row = tab.getByRole('main').getByRole('listitem').filter({ has: tab.getByText(KEY, { exact: true }) });
  const { items: users } = await ask('/users?limit=100');
  const { name: author } = users.find(one => one.email === admin.email);
  /** Asserts the newest change of the history, and closes it. */
  const assertNewest = async (change, words, look = () => undefined) => {
    await button(`History of ${KEY}`).click();
    const history = dialog(`History of ${KEY}`);
    const newest = history.getByRole('listitem').first();
    await newest.getByText(change, { exact: true }).waitFor();
    const shown = await newest.textContent();
    for (const word of words) same([word, shown.includes(word)], [word, true], shown);
    await look();
    await history.getByRole('button', { name: 'Done', exact: true }).click();
    await history.waitFor({ state: 'detached' });
  };

  await checks.run('a setting is changed, and its history shows who did it, what it was, and why', async () => {
    await tab.setViewportSize(WIDE);
    await tab.goto(`${address}/settings`);
    await loaded(tab, 'Settings');
    await row.getByText('(default)', { exact: false }).waitFor();
    await button(`Edit ${KEY}`).click();
    const form = dialog(`Edit ${KEY}`);
    await form.getByLabel('Value', { exact: true }).fill('pt');
    await form.getByLabel('Reason', { exact: true }).fill(REASON);
    await browser.assertAccessible(tab);
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await form.waitFor({ state: 'detached' });
    await row.getByText('pt', { exact: true }).waitFor();
    same((await ask(`/settings/${KEY}`)).value, 'pt', 'what is stored');
    await assertNewest('– → pt', [author, REASON], async () => {
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'setting-history');
    });
  });

  await checks.run('a setting is reset to its default, which its history shows as well', async () => {
    await row.getByRole('button', { name: 'Reset', exact: true }).click();
    const question = dialog(`Reset ${KEY}?`);
    await question.getByRole('button', { name: 'Reset', exact: true }).click();
    await question.waitFor({ state: 'detached' });
    await row.getByText('(default)', { exact: false }).waitFor();
    same((await ask(`/settings/${KEY}`)).isDefault, true, 'what is stored');
    await assertNewest('pt → –', [author]);
  });
}
