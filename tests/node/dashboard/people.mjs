// Two people become one, with a preview, and are made two again from the history. The list is saved as a CSV
// file, changed and imported.
import { readFileSync } from 'node:fs';
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';

const BEA = '5511900000004';
const ZOE = '+5511900000099';

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
  await list(checks, { browser, tab, address, found });
}

/** Exporting, changing and importing the list. */
async function list(checks, { browser, tab, address, found }) {
  const dialog = tab.getByRole('dialog');
  const button = name => tab.getByRole('button', { name, exact: true });
  const saved = async () => {
    await tab.goto(`${address}/people`);
    const [file] = await Promise.all([tab.waitForEvent('download'), button('Save as CSV').click()]);
    return readFileSync(await file.path(), 'utf8');
  };
  const preview = async text => {
    await button('Import CSV').click();
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
    await dialog.locator('input[type=file]').setInputFiles(file);
  };
  const confirm = async () => {
    await dialog.getByRole('button', { name: 'Import 1 person' }).click();
    await dialog.getByText('This was done.').waitFor();
  };
  let zoe;

  await checks.run('of a changed CSV file it is shown what each line would do', async () => {
    const table = await saved();
    // The number of the first line that is added.
    const added = table.split('\n').length;
    await preview(`${table},Zoe,${ZOE},zoe@example.org,,\r\n,Nemo,12,,,\r\n`);
    await dialog.getByText('This would happen. Nothing is written yet.').waitFor();
    const rows = await dialog.locator('tbody tr').all();
    const lines = await Promise.all(rows.map(row => row.locator('td').allTextContents()));
    same(lines.map(([line, what]) => [line, what]), [[`${added + 1}`, 'left out'], [`${added}`, 'new']], 'lines');
    if (!lines[0][2].includes('the phone number is not one')) throw new Error(`no reason: ${lines[0][2]}`);
    same((await found('zoe@example.org')).length, 0, 'Zoe before the import');
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'people-import');
  });

  await checks.run('confirmed, the people are in the list at once', async () => {
    await confirm();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'people-imported');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await dialog.waitFor({ state: 'detached' });
    await tab.getByRole('link', { name: /Zoe/ }).waitFor();
    [zoe] = await found('zoe@example.org');
    same(zoe.primaryPhone, ZOE, 'the number');
  });

  await checks.run('an exported line is changed by its import, and a repeat changes nothing', async () => {
    const table = (await saved()).replace(',Zoe,', ',"Zoë; ""Z""",');
    await preview(table);
    await dialog.getByText('Zoë; "Z"', { exact: true }).waitFor();
    await confirm();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await tab.getByRole('link', { name: /Zoë; "Z"/ }).waitFor();
    const [renamed] = await found('zoe@example.org');
    same([renamed.id, renamed.primaryPhone], [zoe.id, ZOE], 'the same person');
    await preview(table);
    await dialog.getByText('There is nothing to import.').waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
  });
}
