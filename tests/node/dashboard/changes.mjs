// Two people manage the server at once: what one changes is shown to the other, whose page is not
// loaded again. What a page reads again every 15 seconds as well is waited for less long than that.
import { until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter, WIDE } from './browser.mjs';

const BY_EVENT_MS = 10_000;

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

async function loaded(page, title) {
  await heading(page, title);
  await page.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
}

/** A page that is loaded again has no mark. */
const mark = page => page.evaluate(() => {
  globalThis.isTheSamePage = true;
});

async function assertTheSame(page) {
  if (!(await page.evaluate(() => globalThis.isTheSamePage === true))) throw new Error('the page was loaded again');
}

export async function changes(checks, { browser, tab, page: url, apiKey, admin }) {
  await tab.setViewportSize(WIDE);
  const headers = { 'x-api-key': apiKey };
  const ask = async (method, path, body) => {
    const sent = body === undefined ? { headers } : { headers, body };
    return (await call(method, `${url}/api/v2${path}`, sent)).body;
  };
  const other = await browser.open();
  const button = name => tab.getByRole('button', { name, exact: true });
  const dialog = page => page.getByRole('dialog');
  const press = name => dialog(tab).getByRole('button', { name, exact: true }).click();

  /** Opens a page in both browsers. */
  async function both(path, title) {
    for (const page of [other, tab]) {
      await page.goto(url + path);
      await loaded(page, title);
    }
    await mark(other);
  }

  async function closeSecret() {
    await dialog(tab).getByText('Copy it now').waitFor();
    await press('Done');
    await dialog(tab).waitFor({ state: 'detached' });
  }

  await enter(other, url, admin);
  await other.getByRole('button', { name: 'Sign in', exact: true }).waitFor({ state: 'detached' });
  try {
    await checks.run('a key that is made and revoked in one browser is so in the other', async () => {
      await both('/keys', 'API keys');
      await button('New API key').click();
      await tab.getByLabel('Name').fill('Ledger');
      await tab.getByRole('checkbox', { name: 'messages:read', exact: true }).check();
      await press('Create');
      await closeSecret();
      await other.getByRole('link', { name: 'Ledger' }).click();
      await heading(other, 'Ledger');
      await tab.getByRole('link', { name: 'Ledger' }).click();
      await heading(tab, 'Ledger');
      await button('Revoke').click();
      await press('Revoke');
      const revoke = other.getByRole('button', { name: 'Revoke', exact: true });
      await revoke.waitFor({ state: 'detached', timeout: BY_EVENT_MS });
      await assertTheSame(other);
    });

    await checks.run('a provider that is made in one browser and changed elsewhere is shown in the other', async () => {
      await both('/providers', 'Providers');
      await button('New provider').click();
      await dialog(tab).getByLabel('Name').fill('Ledger models');
      await dialog(tab).getByLabel('Address').fill('http://127.0.0.1:9/v1');
      await press('Create');
      await heading(tab, 'Ledger models');
      await other.getByRole('link', { name: 'Ledger models' }).waitFor();
      const [, id] = /\/providers\/([\w-]+)/.exec(tab.url());
      await ask('PATCH', `/providers/${id}`, { name: 'Ledger agents' });
      await heading(tab, 'Ledger agents');
      await other.getByRole('link', { name: 'Ledger agents' }).waitFor();
      // It does not answer: a check elsewhere is shown in both.
      await ask('POST', `/providers/${id}/health`, {});
      await tab.getByRole('main').getByText('Not reachable', { exact: true }).first().waitFor();
      const row = other.getByRole('listitem').filter({ has: other.getByRole('link', { name: 'Ledger agents' }) });
      await row.getByText('Not reachable', { exact: true }).waitFor();
      await ask('DELETE', `/providers/${id}`);
      await other.getByRole('link', { name: 'Ledger agents' }).waitFor({ state: 'detached' });
      await assertTheSame(other);
    });

    await checks.run('a user who is made in one browser is listed in the other', async () => {
      await both('/users', 'Users');
      await button('New user').click();
      await tab.getByLabel('Name').fill('Lena');
      await tab.getByLabel('E-mail address').fill('lena@example.com');
      await press('Create');
      await closeSecret();
      await other.getByRole('link', { name: 'Lena' }).waitFor();
      await assertTheSame(other);
    });

    await checks.run('a setting that is changed in one browser has its value in the other', async () => {
      const key = 'elevenlabs.default_voice';
      await both('/settings', 'Settings');
      await button(`Edit ${key}`).click();
      await dialog(tab).getByLabel('Value').fill('voice of the ledger');
      await press('Save');
      await dialog(tab).waitFor({ state: 'detached' });
      await other.getByRole('main').getByText('voice of the ledger').waitFor();
      await ask('DELETE', `/settings/${key}`);
      await other.getByRole('main').getByText('voice of the ledger').waitFor({ state: 'detached' });
      await assertTheSame(other);
    });

    await checks.run('an instance that is made, renamed in one browser and deleted is so in the other', async () => {
      await both('/instances', 'Instances');
      const { id } = await ask('POST', '/instances', { name: 'Ledger shop', channel: 'whatsapp-baileys' });
      const row = (page, name) => page.getByRole('main').getByRole('link', { name: new RegExp(name) });
      for (const page of [tab, other]) await row(page, 'Ledger shop').waitFor();
      await row(tab, 'Ledger shop').click();
      const general = tab.getByRole('form', { name: 'General', exact: true });
      await general.getByLabel('Name').fill('Ledger store');
      await general.getByRole('button', { name: 'Save', exact: true }).click();
      await row(other, 'Ledger store').waitFor();
      await ask('DELETE', `/instances/${id}`);
      await row(other, 'Ledger store').waitFor({ state: 'detached' });
      await assertTheSame(other);
    });

    await checks.run('a webhook endpoint and a quick reply of another browser are listed', async () => {
      await both('/webhooks', 'Webhooks');
      const hook = 'http://127.0.0.1:9/ledger';
      const { id } = await ask('POST', '/webhook-endpoints', { url: hook, events: ['message.received'] });
      await other.getByRole('link', { name: hook }).waitFor();
      await ask('DELETE', `/webhook-endpoints/${id}`);
      await other.getByRole('link', { name: hook }).waitFor({ state: 'detached' });
      await both('/quick-replies', 'Quick replies');
      const reply = { shortcut: 'ledger', title: 'Of the ledger', text: 'Hello' };
      const { id: made } = await ask('POST', '/quick-replies', reply);
      await other.getByRole('main').getByText(/ledger/).first().waitFor();
      await ask('DELETE', `/quick-replies/${made}`);
      await other.getByRole('main').getByText(/ledger/).first().waitFor({ state: 'detached' });
      await assertTheSame(other);
    });
    await checks.run('the layer of a chat that is set in one browser is set in the other', async () => {
      await both('/ai', 'AI layers');
      const cards = [];
      for (const page of [tab, other]) {
        await page.getByLabel('Instance', { exact: true }).selectOption({ label: 'Bike shop' });
        const card = page.locator('section').filter({ has: page.getByRole('heading', { name: 'A chat', exact: true }) });
        await card.getByLabel('Number or address').fill('5511900000002');
        await card.getByRole('button', { name: 'Show', exact: true }).click();
        await card.getByLabel('It answers').waitFor();
        cards.push(card);
      }
      const [own, others] = cards;
      const prompt = others.getByLabel('System prompt');
      await prompt.fill('Not saved yet');
      for (const mode of ['disabled', 'inherit']) {
        await own.getByLabel('It answers').selectOption(mode);
        await own.getByRole('button', { name: 'Save', exact: true }).click();
        const shown = others.getByLabel('It answers');
        await until(`the mode ${mode}`, async () => (await shown.inputValue()) === mode);
        await until('its own form has it', async () => (await own.getByLabel('It answers').inputValue()) === mode);
        if ((await prompt.inputValue()) !== 'Not saved yet') throw new Error('an edit was lost');
      }
      await assertTheSame(other);
    });

    await checks.run('a view that is kept in one browser of a user is in the other', async () => {
      await both('/chats', 'Chats');
      const view = page => page.getByRole('button', { name: 'Ledger view', exact: true });
      await tab.getByLabel('Show').selectOption('pinned');
      await button('Save as a view').click();
      await dialog(tab).getByLabel('Name').fill('Ledger view');
      await press('Save');
      await dialog(tab).waitFor({ state: 'detached' });
      await view(other).waitFor();
      await button('Change the view').click();
      await button('Delete the view').click();
      await dialog(tab).last().getByRole('button', { name: 'Delete the view' }).click();
      await view(other).waitFor({ state: 'detached' });
      await assertTheSame(other);
    });
  } finally {
    await other.context().close();
  }
}
