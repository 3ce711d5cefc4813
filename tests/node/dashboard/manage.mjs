// The management pages: what each does, and how each looks.
import { createServer } from 'node:http';
import { same } from '../baileys/checks.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

/** Every page by its heading; each is loaded as if its address had been typed. */
const PAGES = [
  ['manage', '/manage', 'Manage'],
  ['keys', '/keys', 'API keys'],
  ['webhooks', '/webhooks', 'Webhooks'],
  ['deliveries', '/deliveries', 'Deliveries'],
  ['users', '/users', 'Users'],
  ['logs', '/logs', 'Logs'],
  ['events', '/events', 'Events'],
  ['turns', '/turns', 'Turns'],
  ['dead-letters', '/dead-letters', 'Dead letters'],
  ['agents', '/agents', 'Agents'],
  ['ai-layers', '/ai', 'AI layers'],
  ['providers', '/providers', 'Providers'],
  ['quick-replies', '/quick-replies', 'Quick replies'],
  ['access', '/access', 'Access rules'],
  ['entry-points', '/entry-points', 'Entry points'],
  ['executions', '/executions', 'Executions'],
  ['services', '/services', 'Services and nodes'],
  ['mcp', '/mcp-server', 'MCP'],
  ['api', '/api-reference', 'API'],
  ['settings', '/settings', 'Settings'],
  ['analytics', '/analytics', 'Analytics'],
];

/** An endpoint that answers every delivery with 204, and remembers them. */
function receiver() {
  const received = [];
  const server = createServer((request, answer) => {
    let text = '';
    request.on('data', part => {
      text += part;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body: JSON.parse(text) });
      answer.writeHead(204).end();
    });
  });
  return new Promise(ready => {
    server.listen(0, '127.0.0.1', () => {
      ready({ received, url: `http://127.0.0.1:${server.address().port}/hook`, stop: () => server.close() });
    });
  });
}

const heading = (page, name) => page.getByRole('heading', { name, level: 1, exact: true }).waitFor();

async function loaded(page, title) {
  await heading(page, title);
  await page.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
}

/** Reads the secret of the dialog that shows it once, and closes it. */
async function once(page) {
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Copy it now').waitFor();
  const secret = await dialog.locator('pre').textContent();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await dialog.waitFor({ state: 'detached' });
  return secret;
}

export async function manage(checks, { browser, tab, page: url }) {
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
    await button('Revoke').click();
    await inDialog('Revoke').click();
    await tab.getByText('Revoked').first().waitFor();
    const refused = await fetch(`${url}/api/v2/auth/validate`, { method: 'POST', headers: { 'x-api-key': key } });
    same(refused.status, 401, 'the revoked key');
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

  await checks.run('the paths of older dashboards lead to the page that does it', async () => {
    // Wapzi's API key, and where it is replaced.
    for (const path of ['/dashboard/settings', '/dashboard/accounts/1']) {
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

  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize(viewport);
      for (const [name, path, title] of PAGES) {
        await checks.run(`${name} is accessible, ${colorScheme}, ${width}`, async () => {
          await tab.goto(url + path);
          await loaded(tab, title);
          await browser.picture(tab, `${name}-${colorScheme}-${width}`);
          await assertFits(tab);
          await browser.assertAccessible(tab);
        });
      }
    }
  }
  await tab.emulateMedia({ colorScheme: null });
  await tab.setViewportSize(WIDE);
}
