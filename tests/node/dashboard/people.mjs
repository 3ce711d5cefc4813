// Two people become one, with a preview or by linking their accounts, and are made two again from the history.
// A name is corrected. What an agent answered to a person is found. The list is saved as a CSV file, changed and imported.
import { readFileSync } from 'node:fs';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { model } from './agents.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const BEA = '5511900000004';
const LIA = '5511900000008';
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

  await checks.run('two accounts are linked, and separated again', async () => {
    await open('Ann');
    await tab.getByRole('button', { name: 'Link', exact: true }).click();
    await dialog.getByLabel('Whose account is it?').fill(BEA);
    await dialog.getByRole('button', { name: new RegExp(BEA) }).first().click();
    await dialog.getByRole('button', { name: 'Link', exact: true }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'person-link');
    await dialog.getByRole('button', { name: 'Link', exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await tab.getByText(/Accounts linked: 1/).waitFor();
    await tab.getByText('my other number').waitFor();
    same(await accounts(), 2, 'accounts');
    await tab.getByRole('button', { name: 'Undo' }).first().click();
    await tab.getByText('my other number').waitFor({ state: 'detached' });
    same(await accounts(), 1, 'accounts');
  });

  await checks.run('a name is corrected, and the history has both', async () => {
    const correct = async name => {
      await tab.getByRole('button', { name: 'Correct the name' }).click();
      await dialog.getByLabel('Name').fill(name);
      await browser.assertAccessible(tab);
      await dialog.getByRole('button', { name: 'Correct the name' }).click();
      await dialog.waitFor({ state: 'detached' });
      await tab.getByRole('heading', { name, exact: true }).waitFor();
    };
    const before = await tab.getByRole('heading', { level: 1 }).textContent();
    await correct('Annabel');
    await tab.locator('li li').filter({ hasText: `Name: ${before} → Annabel` }).waitFor();
    same((await found('Annabel')).length, 1, 'people of this name');
    // The stories after this one know the person by the first name.
    await correct(before);
  });

  await checks.run('the page of a person leads to the answers to them, and the filter is removed', async () => {
    const headers = { 'x-api-key': apiKey };
    const read = async path => (await call('GET', `${url}/api/v2${path}`, { headers })).body.items;
    const { id } = (await read('/instances?limit=100')).find(one => one.name === 'Bike shop');
    const instance = `${url}/api/v2/instances/${id}`;
    const answered = async () => (await read('/turns?state=done&limit=100')).length;
    const turns = tab.getByRole('list', { name: 'Turns', exact: true });
    const ofBea = turns.getByRole('link', { name: new RegExp(`Bea|${BEA}`) });
    const ofLia = turns.getByRole('link', { name: new RegExp(`Lia|${LIA}`) });
    const remove = tab.getByRole('button', { name: 'Remove the filter by person', exact: true });
    const server = await model();
    try {
      const agent = { type: 'openai', apiUrl: server.url, agentId: 'tiny' };
      const set = await call('PATCH', instance, { headers, body: { agent } });
      same(set.status, 200, 'the agent is set');
      const before = await answered();
      await network.phone(LIA, 'Lia');
      for (const number of [BEA, LIA]) {
        const message = { to: `${shop}@s.whatsapp.net`, type: 'text', text: 'are you open?' };
        await network.post(`/phones/${number}/send`, message);
      }
      await until('both are answered', async () => (await answered()) === before + 2);
      await open(`Bea|${BEA}`);
      await tab.getByRole('link', { name: 'Answers', exact: true }).click();
      await tab.waitForURL(/\/turns\?person=/);
      await ofBea.first().waitFor();
      await remove.waitFor();
      same(await ofLia.count(), 0, 'turns of someone else');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'turns-person');
      await tab.setViewportSize(NARROW);
      await assertFits(tab);
      await tab.setViewportSize(WIDE);
      await tab.reload();
      await ofBea.first().waitFor();
      same(await ofLia.count(), 0, 'turns of someone else after a reload');
      await remove.focus();
      await tab.keyboard.press('Enter');
      await tab.waitForURL(/\/turns$/);
      await ofLia.first().waitFor();
      same(await remove.count(), 0, 'filters by person');
    } finally {
      await call('PATCH', instance, { headers, body: { agent: { apiUrl: null } } });
      server.stop();
    }
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

  await checks.run('the history of a person shows what an import changed', async () => {
    await tab.getByRole('link', { name: /Zoë; "Z"/ }).first().click();
    await tab.getByText(/^Imported/).waitFor();
    await tab.locator('li li').filter({ hasText: 'Name: Zoe → Zoë; "Z"' }).waitFor();
    same(await button('Undo').count(), 0, 'ways to undo it');
    await browser.assertAccessible(tab);
  });
}
