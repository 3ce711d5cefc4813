// Two people become one, with a preview, and are made two again from the history.
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';

const BEA = '5511900000004';

export async function people(checks, { browser, network, tab, url, page: address, shop, apiKey }) {
  const dialog = tab.getByRole('dialog');
  const found = async words => {
    const path = `${url}/api/v2/persons?search=${encodeURIComponent(words)}&limit=10`;
    return (await call('GET', path, { headers: { 'x-api-key': apiKey } })).body.items;
  };
  const open = async name => {
    await tab.goto(`${address}/people`);
    await tab.getByRole('link', { name: new RegExp(name) }).first().click();
    await tab.getByRole('heading', { name: 'History' }).waitFor();
  };
  const accounts = () => tab.getByText(/first account|linked by a person|same number/).count();

  await checks.run('what a merge moves is shown before it is done', async () => {
    await network.phone(BEA, 'Bea');
    const message = { to: `${shop}@s.whatsapp.net`, type: 'text', text: 'my other number' };
    await network.post(`/phones/${BEA}/send`, message);
    await tab.goto(`${address}/people`);
    await tab.getByRole('link', { name: /Bea/ }).waitFor();
    await open('Ann');
    await tab.getByRole('button', { name: 'Merge' }).click();
    await dialog.getByLabel('Who is the same person?').fill('Bea');
    await dialog.getByRole('button', { name: /Bea/ }).click();
    await dialog.getByText('Accounts: 1 · Messages: 1', { exact: true }).waitFor();
    await dialog.getByText('Is merged into it').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'person-merge');
    same((await found('Bea')).length, 1, 'Bea before the merge');
  });

  await checks.run('two people become one', async () => {
    await dialog.getByLabel('Reason').fill('two phones');
    await dialog.getByRole('button', { name: 'Merge' }).click();
    await dialog.waitFor({ state: 'detached' });
    await tab.getByText(/Merged, accounts moved: 1/).waitFor();
    await tab.getByText('two phones').waitFor();
    same(await accounts(), 2, 'accounts');
    await tab.getByText('my other number').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'person-merged');
  });

  await checks.run('and from the history they are two again', async () => {
    await tab.getByRole('button', { name: 'Undo' }).first().click();
    await tab.getByText(/Accounts separated: 1/).first().waitFor();
    await tab.getByText('my other number').waitFor({ state: 'detached' });
    same(await accounts(), 1, 'accounts');
    await tab.goto(`${address}/people`);
    await tab.getByRole('link', { name: /Bea|5511900000004/ }).first().click();
    await tab.getByText('my other number').waitFor();
    same(await accounts(), 1, 'accounts of the other');
  });
}
