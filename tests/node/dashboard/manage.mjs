// The management pages: what each does. How they look is in appearance.mjs.
import { createServer } from 'node:http';
import { same, until } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { WIDE } from './browser.mjs';

/** An endpoint that answers every delivery with this status, and remembers them. */
export function receiver(status = 204) {
  const received = [];
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(text) });
      answer.writeHead(status).end();
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ received, url: `http://127.0.0.1:${server.address().port}/hook`, stop: () => server.close() });
    });
  });
}

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

export async function loaded(page, title) {
  await heading(page, title);
  await page.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
}

/** Reads the secret of the dialog that shows it once, and closes it. */
export async function once(page) {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Copy it now').waitFor();
  const secret = await dialog.locator('pre').textContent();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  return secret;
}

export async function manage(checks, { browser, tab, page: url, url: server, apiKey }) {
  await tab.setViewportSize(WIDE);
  const button = name => tab.getByRole('button', { name, exact: true });
  const inDialog = name => tab.getByRole('dialog').getByRole('button', { name, exact: true });

  await checks.run('a key is made with its scopes, shown once, and revoked', async () => {
    await tab.goto(`${url}/keys`);
    await loaded(tab, 'API keys');
    await button('New API key').click();
    await tab.getByLabel('Name').fill('CRM');
    await tab.getByRole('checkbox', { name: 'messages:read', exact: true }).check();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'key-form');
    await inDialog('Create').click();
    const key = await once(tab);
    if (!key.startsWith('omni_sk_')) throw new Error(`no key: ${key}`);
    const tried = await fetch(`${url}/api/v2/auth/validate`, { method: 'POST', headers: { 'x-api-key': key } });
    same(tried.status, 200, 'the new key');
    await tab.getByRole('link', { name: 'CRM' }).click();
    await heading(tab, 'CRM');
    await tab.getByText('messages:read').first().waitFor();
    await browser.assertAccessible(tab);
    const statusOf = async used =>
      (await fetch(`${url}/api/v2/auth/validate`, { method: 'POST', headers: { 'x-api-key': used } })).status;
    await button('Replace the key').click();
    await inDialog('Replace the key').click();
    const next = await once(tab);
    same([await statusOf(key), await statusOf(next)], [401, 200], 'the key before, and the one that replaces it');
    await tab.reload();
    await tab.getByRole('list', { name: 'Uses and changes' }).getByText(/auth\/validate/).first().waitFor();
    await button('Revoke').click();
    await inDialog('Revoke').click();
    await tab.getByText('Revoked').first().waitFor();
    same(await statusOf(next), 401, 'the revoked key');
  });

  await checks.run('an endpoint is made, tested, paused and resumed', async () => {
    const hook = await receiver();
    try {
      await tab.goto(`${url}/webhooks`);
      await loaded(tab, 'Webhooks');
      await button('New endpoint').click();
      await tab.getByLabel('Address').fill(hook.url);
      await tab.getByLabel('Description').fill('Books');
      await browser.assertAccessible(tab);
      await inDialog('Create').click();
      await once(tab);
      await tab.getByRole('link', { name: hook.url }).click();
      await heading(tab, 'Books');
      await button('Send a test').click();
      await tab.getByText(/^Accepted within/).waitFor();
      await tab.getByText('HTTP 204').waitFor();
      same(hook.received.some(one => one.body.type === 'webhook.test'), true, 'the test');
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'webhook');
      await button('Pause').click();
      await tab.getByText('Paused', { exact: true }).waitFor();
      await button('Resume').click();
      await inDialog('Resume').click();
      await button('Pause').waitFor();
    } finally {
      hook.stop();
    }
  });

  await checks.run('Home leads to an endpoint that is gone, and to what was not delivered to it', async () => {
    const hook = await receiver(410);
    const ask = async (method, path, body) => {
      const sent = { headers: { 'x-api-key': apiKey }, ...(body ? { body } : {}) };
      const answer = await call(method, `${server}/api/v2${path}`, sent);
      if (answer.status >= 300) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
      return answer.body;
    };
    const made = [];
    const make = async (path, body) => {
      const { id } = await ask('POST', path, body);
      made.push(`${path}/${id}`);
    };
    try {
      await tab.goto(url);
      await loaded(tab, 'Home');
      const endpoint = { url: hook.url, description: 'Old books', events: ['quick_reply.created'] };
      await make('/webhook-endpoints', endpoint);
      await make('/quick-replies', { shortcut: 'gone', title: 'Gone', text: 'Hello' });
      const isGone = tab.getByRole('link', { name: 'Old books gets no more events: its address is gone' });
      await isGone.waitFor();
      await browser.assertAccessible(tab);
      await isGone.click();
      await heading(tab, 'Old books');
      await tab.goto(url);
      await tab.getByRole('link', { name: 'A delivery was given up: quick_reply.created' }).first().click();
      await heading(tab, 'quick_reply.created');
      await tab.getByText('HTTP 410').first().waitFor();
    } finally {
      for (const path of made) await ask('DELETE', path);
      hook.stop();
    }
  });

  await checks.run('a user is made, with a password shown once, and disabled', async () => {
    await tab.goto(`${url}/users`);
    await loaded(tab, 'Users');
    await button('New user').click();
    await tab.getByLabel('Name').fill('Otto');
    await tab.getByLabel('E-mail address').fill('otto@example.com');
    await browser.assertAccessible(tab);
    await inDialog('Create').click();
    await once(tab);
    await tab.getByRole('link', { name: 'Otto' }).click();
    await heading(tab, 'Otto');
    await button('Disable').click();
    await inDialog('Disable').click();
    await button('Enable').waitFor();
    await browser.assertAccessible(tab);
  });

  await checks.run('a rule decides what the tester shows', async () => {
    await tab.goto(`${url}/access`);
    await loaded(tab, 'Access rules');
    await button('New rule').click();
    await tab.getByLabel('Senders').fill('+1555*');
    await tab.getByLabel('Reason').fill('not our country');
    await browser.assertAccessible(tab);
    await inDialog('Create').click();
    await tab.getByText('not our country').waitFor();
    const ask = async (sender, verdict) => {
      await tab.getByLabel('Number or address').fill(sender);
      await button('Test').click();
      await tab.getByText(verdict).waitFor();
    };
    await ask('+5511900000002', 'The agent gets the message.');
    await ask('+15551234567', 'Blocked, and the sender gets a message.');
    await tab.getByText('Decided by the rule for +1555*.').waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'access-tested');
  });

  await checks.run('only instances without a network are offered as attendants', async () => {
    await tab.goto(`${url}/entry-points`);
    await loaded(tab, 'Entry points');
    await button('New entry point').click();
    await tab.getByLabel('Name').fill('Front desk');
    await inDialog('Create').click();
    await heading(tab, 'Front desk');
    await button('Add an attendant').click();
    const choice = tab.getByRole('dialog').getByLabel('Instance');
    const offered = async () => (await choice.locator('option').allTextContents()).sort();
    const { items } = await tab.evaluate(async () => (await fetch('/api/v2/instances?limit=100')).json());
    const wanted = items.filter(one => one.channel === 'api').map(one => one.name).sort();
    await until('they are read', async () => JSON.stringify(await offered()) === JSON.stringify(wanted));
    const none = tab.getByRole('dialog').getByText('An attendant needs an instance of the channel API');
    if (wanted.length === 0) await none.waitFor();
    else same(await none.count(), 0, 'the explanation');
    await browser.assertAccessible(tab);
    await inDialog('Cancel').click();
  });

  await checks.run('the log is followed live, and can be paused', async () => {
    await tab.goto(`${url}/logs`);
    await heading(tab, 'Logs');
    await tab.getByText('Live', { exact: true }).waitFor();
    await tab.getByRole('region', { name: 'Lines of the log' }).locator('li').first().waitFor();
    await button('Pause').click();
    await tab.getByText('Paused', { exact: true }).waitFor();
    await button('Go on').click();
    await tab.getByText('Live', { exact: true }).waitFor();
  });

  await checks.run('the log of a period is read, and that of one service from its page', async () => {
    const lines = tab.getByRole('region', { name: 'Lines of the log' });
    await tab.getByLabel('From', { exact: true }).fill('2020-01-01T00:00');
    await lines.locator('li').first().waitFor();
    await tab.getByText('Live', { exact: true }).waitFor({ state: 'detached' });
    await tab.getByLabel('Until', { exact: true }).fill('2020-01-02T00:00');
    await tab.getByText('No line of this period matches.').waitFor();
    await browser.assertAccessible(tab);
    await tab.goto(`${url}/services`);
    await loaded(tab, 'Services and nodes');
    const row = tab.getByRole('listitem').filter({ hasText: 'omni-api' });
    await row.getByText(/running for .* process \d+/).waitFor();
    await row.getByRole('link', { name: 'Log', exact: true }).click();
    await heading(tab, 'Logs');
    const chosen = tab.getByLabel('Service', { exact: true });
    await until('the service is chosen', async () => (await chosen.inputValue()) === 'omni-api');
    const line = lines.locator('li').first();
    await line.waitFor();
    same((await line.textContent()).includes('omni-api'), true, 'the line is of the service');
  });

  await checks.run('the trace of a message shows its stages', async () => {
    await tab.goto(`${url}/events`);
    await loaded(tab, 'Events');
    await tab.getByLabel('Type of event').selectOption('message.received');
    await tab.getByRole('list', { name: 'Events' }).getByRole('link').first().click();
    await heading(tab, 'message.received');
    await tab.getByRole('rowheader', { name: 'stored', exact: true }).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'trace');
  });

  await checks.run('events are filtered, and the address keeps it', async () => {
    const rows = tab.getByRole('list', { name: 'Events' }).getByRole('link');
    const chosen = { Channel: 'whatsapp-baileys', 'Kind of content': 'text', Messages: 'inbound' };
    await tab.goto(`${url}/events`);
    await loaded(tab, 'Events');
    for (const [label, value] of Object.entries(chosen)) await tab.getByLabel(label, { exact: true }).selectOption(value);
    const query = 'channel=whatsapp-baileys&contentType=text&direction=inbound';
    const areThose = async () => {
      const { body } = await call('GET', `${server}/api/v2/events?${query}&limit=10`, { headers: { 'x-api-key': apiKey } });
      const listed = await rows.evaluateAll(all => all.map(row => row.href.split('/').at(-1)));
      return listed.length > 0 && body.items.every(({ id }, index) => listed[index] === id);
    };
    await until('those alone are listed', areThose);
    await until('the address has all three', () => Object.values(chosen).every(value => tab.url().includes(`=${value}`)));
    await tab.reload();
    await loaded(tab, 'Events');
    for (const [label, value] of Object.entries(chosen)) {
      same(await tab.getByLabel(label, { exact: true }).inputValue(), value, label);
    }
    await until('the same are listed', areThose);
    await tab.goto(`${url}/events?content=text&instance=desk&type=nothing`);
    await loaded(tab, 'Events');
    await rows.first().waitFor();
  });

  await checks.run('the events of a person are shown, and then all', async () => {
    await tab.goto(`${url}/people`);
    await loaded(tab, 'People');
    await tab.getByRole('main').getByRole('listitem').getByRole('link').first().click();
    await tab.getByRole('link', { name: 'Show events', exact: true }).click();
    await loaded(tab, 'Events');
    same(/[?&]person=[\w-]{36}/.test(tab.url()), true, 'the person in the address');
    const rows = tab.getByRole('list', { name: 'Events' }).getByRole('link');
    await rows.first().waitFor();
    await browser.assertAccessible(tab);
    await tab.getByRole('button', { name: 'Remove the filter by person', exact: true }).click();
    await until('the address has no person', () => !tab.url().includes('person='));
    await rows.first().waitFor();
  });

  await checks.run('the paths of older dashboards lead to the page that does it', async () => {
    // Wapzi's API key, and where it is replaced.
    for (const path of ['/dashboard', '/dashboard/', '/dashboard/settings', '/dashboard/accounts/1']) {
      await tab.goto(url + path);
      await heading(tab, 'Entry points');
      await tab.getByRole('heading', { name: "The account's key", exact: true }).waitFor();
    }
    await tab.goto(`${url}/ai`);
    await heading(tab, 'AI layers');
    await tab.goto(`${url}/instances`);
    await tab.getByRole('main').getByRole('link', { name: /Bike shop/ }).click();
    await tab.getByText('Last frame').waitFor();
    const [, id] = /\/instances\/([\w-]+)/.exec(tab.url());
    await tab.goto(`${url}/accounts/acc_${id.replaceAll('-', '')}`);
    await tab.getByText('Last frame').waitFor();
    same(tab.url().endsWith(`/instances/${id}`), true, 'the instance of the account');
  });

  await checks.run('the settings lead to the API keys, also with a slash at the end of their address', async () => {
    await tab.goto(`${url}/settings/`);
    await heading(tab, 'Settings');
    await tab.getByRole('main').getByRole('link', { name: 'To the API keys' }).click();
    await heading(tab, 'API keys');
    await button('New API key').waitFor();
  });

  await checks.run('a key of entry points is shown once, and the page says why', async () => {
    await tab.goto(`${url}/entry-points`);
    await loaded(tab, 'Entry points');
    const make = button('Make a key').or(button('Replace the key'));
    await make.click();
    await inDialog('Make a key').or(inDialog('Replace the key')).click();
    const key = await once(tab);
    await tab.getByText('The whole key is shown once, when it is made.').waitFor();
    await tab.getByText(`...${key.slice(-4)}`, { exact: true }).waitFor();
    same((await tab.getByRole('main').textContent()).includes(key), false, 'the key on the page');
    await browser.assertAccessible(tab);
  });

  await checks.run('of the key of entry points the name alone can be changed', async () => {
    await tab.goto(`${url}/keys`);
    await loaded(tab, 'API keys');
    await tab.getByRole('main').getByRole('link', { name: 'entry points', exact: true }).click();
    await heading(tab, 'entry points');
    await button('Edit').click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByText(/Only its name can be changed/).waitFor();
    same(await dialog.getByRole('checkbox').count(), 0, 'rights that are offered');
    await browser.assertAccessible(tab);
    await dialog.getByLabel('Name').fill('Shop calls');
    await inDialog('Save').click();
    await heading(tab, 'Shop calls');
    await tab.getByText('messages:send, messages:read', { exact: true }).waitFor();
  });

  await checks.run('a request is tried with the rights of the reader, and a change is asked about', async () => {
    await tab.goto(`${url}/api-reference`);
    await loaded(tab, 'API');
    for (const link of await tab.getByRole('list', { name: 'References of this server' }).getByRole('link').all()) {
      const { status } = await fetch(await link.getAttribute('href'));
      same(status, 200, await link.getAttribute('href'));
    }
    await tab.getByLabel('Search').fill('GET /api/v2/quick-replies');
    await button('Send').click();
    await tab.getByText(/^200 after/).waitFor();
    await tab.getByText('x-request-id').waitFor();
    await tab.getByLabel('Search').fill('POST /api/v2/quick-replies');
    await tab.getByLabel('Body, as JSON').fill('{"shortcut":"tried","title":"Tried","text":"Hello"}');
    await button('Send').click();
    await inDialog('Send').click();
    await tab.getByText(/^201 after/).waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'api-tried');
  });

  await checks.run('the layer of a chat is switched off, and inherits again', async () => {
    for (const mode of ['disabled', 'inherit']) {
      await tab.goto(`${url}/ai`);
      await loaded(tab, 'AI layers');
      await tab.getByLabel('Instance', { exact: true }).selectOption({ label: 'Bike shop' });
      const card = tab.locator('section').filter({ has: tab.getByRole('heading', { name: 'A chat', exact: true }) });
      const shown = async () => {
        await card.getByLabel('Number or address').fill('5511900000002');
        await card.getByRole('button', { name: 'Show', exact: true }).click();
        await card.getByLabel('It answers').waitFor();
      };
      await shown();
      await card.getByLabel('It answers').selectOption(mode);
      await browser.assertAccessible(tab);
      await browser.picture(tab, `ai-layer-${mode}`);
      await card.getByRole('button', { name: 'Save', exact: true }).click();
      await card.getByText('Saved.').waitFor();
      await tab.reload();
      await loaded(tab, 'AI layers');
      await tab.getByLabel('Instance', { exact: true }).selectOption({ label: 'Bike shop' });
      await shown();
      same(await card.getByLabel('It answers').inputValue(), mode, 'the mode');
    }
  });

  await checks.run('MCP shows where it is, and configurations without a key', async () => {
    await tab.goto(`${url}/mcp-server`);
    await loaded(tab, 'MCP');
    await tab.getByText('Running', { exact: true }).waitFor();
    const shown = await tab.getByRole('main').textContent();
    same([shown.includes(`${url}/mcp`), shown.includes('omni_sk_')], [true, false], 'the configurations');
  });
}
