// The table of docs/SECURITY.md, for each role: what the page offers, and what the server answers to
// requests for the rest. All three have to agree; the scopes of routes are read from the API's description.
import { readFileSync } from 'node:fs';
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter } from './browser.mjs';
import { changePassword } from './roles.mjs';

const DOCS = new URL('../../../docs/', import.meta.url);
const PASSWORD = 'a password of one role';
/** Of nothing: a request that is permitted changes nothing. */
const NO_ID = '00000000-0000-0000-0000-000000000000';

/** What is offered in the navigation and in Manage, by its name, with the route that it reads first. */
const AREAS = [
  ['Instances', '/instances'],
  ['People', '/persons'],
  ['Chats', '/instances/{id}/chats'],
];
const SECTIONS = [
  ['Events', '/events'],
  ['Turns', '/turns'],
  ['Analytics', '/analytics'],
  ['Agents', '/agents'],
  ['AI layers', '/ai-layer'],
  ['Providers', '/providers'],
  ['Entry points', '/entry-points'],
  ['Executions', '/executions'],
  ['Quick replies', '/quick-replies'],
  ['Access rules', '/access/rules'],
  ['Webhooks', '/webhook-endpoints'],
  ['Deliveries', '/webhook-deliveries'],
  ['Jobs and syncs', '/batch-jobs'],
  ['Dead letters', '/dead-letters'],
  ['Logs', '/logs'],
  ['Services and nodes', '/services'],
  ['MCP', '/mcp/status'],
  ['API keys', '/api-keys'],
  ['Users', '/users'],
  ['Settings', '/settings'],
];

/** Actions: the way to their page, their button, and the request that they send. */
const ACTIONS = [
  ['Instances', 'New instance', 'post', '/instances'],
  ['an instance', 'Restart', 'post', '/instances/{id}/restart'],
  ['the agent of an instance', 'Save', 'patch', '/instances/{id}'],
  ['the danger zone of an instance', 'Log out', 'post', '/instances/{id}/logout'],
  ['the danger zone of an instance', 'Delete', 'delete', '/instances/{id}'],
  ['People', 'Import CSV', 'post', '/persons/import'],
  ['a person', 'Merge', 'post', '/persons/merge'],
  ['a chat', 'Send', 'post', '/messages'],
  ['Agents', 'New agent', 'post', '/agents'],
  // That of no instance: the layer of all instances would be made.
  ['AI layers', 'Save', 'patch', '/instances/{id}/ai-layer'],
  ['Providers', 'New provider', 'post', '/providers'],
  ['Entry points', 'New entry point', 'post', '/entry-points'],
  ['Quick replies', 'New quick reply', 'post', '/quick-replies'],
  ['Access rules', 'New rule', 'post', '/access/rules'],
  ['Webhooks', 'New endpoint', 'post', '/webhook-endpoints'],
  ['Jobs and syncs', 'New batch job', 'post', '/batch-jobs'],
  ['Jobs and syncs', 'New sync', 'post', '/instances/{id}/sync'],
  ['API keys', 'New API key', 'post', '/api-keys'],
  ['Users', 'New user', 'post', '/users'],
];

/** The rows of the table: each role with its scopes. */
function readTable() {
  const text = readFileSync(new URL('SECURITY.md', DOCS), 'utf8');
  const rows = [...text.matchAll(/^\| `(owner|admin|agent|viewer)` \| (.+) \|$/gm)];
  return rows.map(([, role, scopes]) => ({ role, scopes: [...scopes.matchAll(/`([^`]+)`/g)].map(one => one[1]) }));
}

/** What a route needs, as the API describes it. */
function readNeeds(api, method, path) {
  const { description } = api.paths[`/api/v2${path}`][method];
  const [, scope] = /Needs the scope `([^`]+)`/.exec(description);
  return { scope, isForOperators: /may operate the whole server/.test(description) };
}

const permits = (scopes, needed) =>
  scopes.some(one => one === '*' || one === needed || one === `${needed.split(':')[0]}:*`);

async function openInstance(page) {
  await page.getByRole('link', { name: 'Instances', exact: true }).click();
  await page.getByRole('link', { name: /Bike shop/ }).click();
  await page.getByText('Last frame').waitFor();
}

const WAYS = {
  'an instance': openInstance,
  async 'the agent of an instance'(page) {
    await openInstance(page);
    await page.getByRole('main').getByRole('link', { name: 'Agent', exact: true }).click();
    await page.getByRole('heading', { name: 'What answers' }).waitFor();
  },
  /** Who may do nothing there is not offered it. */
  async 'the danger zone of an instance'(page) {
    await openInstance(page);
    const tab = page.getByRole('main').getByRole('link', { name: 'Danger zone', exact: true });
    if ((await tab.count()) > 0) await tab.click();
  },
  async 'a person'(page) {
    await page.getByRole('link', { name: 'People', exact: true }).click();
    await page.getByRole('link', { name: /Ann|5511900000002/ }).first().click();
    await page.getByRole('heading', { name: 'History' }).waitFor();
  },
  async 'a chat'(page) {
    await page.getByRole('link', { name: 'Chats', exact: true }).click();
    await page.getByRole('link', { name: /Ann|5511900000002/ }).first().click();
    await page.getByRole('log').locator('article').first().waitFor();
  },
};

async function open(page, name) {
  if (WAYS[name]) return WAYS[name](page);
  await page.getByRole('link', { name, exact: true }).first().click();
  await page.getByRole('heading', { name, level: 1 }).waitFor();
  await page.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
}

export async function roleTable(checks, { browser, url, page: address, apiKey }) {
  const api = JSON.parse(readFileSync(new URL('openapi.json', DOCS), 'utf8'));
  const table = readTable();
  await checks.run('the table has the four roles', () =>
    same(table.map(({ role }) => role), ['owner', 'admin', 'agent', 'viewer']),
  );
  // Operating the server is apart from the roles: one of them with it is enough.
  const users = [...table.map(row => ({ ...row, isOperator: false })), { ...table[0], isOperator: true }];
  for (const { role, scopes, isOperator } of users) {
    const name = isOperator ? `${role} who operates the server` : role;
    const may = ({ scope, isForOperators }) => permits(scopes, scope) && (isOperator || !isForOperators);
    const email = `${role}-${isOperator ? 'operator' : 'table'}@example.com`;
    const password = `${PASSWORD}, changed`;
    const page = await browser.open();

    await checks.run(`${name}: offered are exactly the pages of the table`, async () => {
      const body = { email, name: `Of ${role}`, role, password: PASSWORD, isOperator };
      const made = await call('POST', `${url}/api/v2/users`, { headers: { 'x-api-key': apiKey }, body });
      same(made.status, 201, 'the new user');
      await enter(page, address, { email, password: PASSWORD });
      await changePassword(page, PASSWORD, password);
      const permitted = areas => areas.filter(([, path]) => may(readNeeds(api, 'get', path))).map(([one]) => one);
      const known = new Set([...AREAS, ...SECTIONS].map(([one]) => one));
      const links = page.getByRole('navigation').getByRole('link');
      const shown = (await links.allTextContents()).filter(one => known.has(one));
      same([...new Set(shown)].sort(), [...permitted(AREAS), ...permitted(SECTIONS)].sort(), 'links');
    });

    await checks.run(`${name}: offered are exactly the actions of the table`, async () => {
      for (const [place, button, method, path] of ACTIONS) {
        const [, read] = [...AREAS, ...SECTIONS].find(([one]) => one === place) ?? [];
        if (read && !may(readNeeds(api, 'get', read))) continue;
        await open(page, place);
        const shown = page.getByRole('main').getByRole('button', { name: button, exact: true });
        const isOffered = may(readNeeds(api, method, path));
        if (isOffered) await shown.first().waitFor();
        else same(await shown.count(), 0, `${button} of ${place}`);
      }
    });

    await checks.run(`${name}: the server refuses what is not offered, and nothing else`, async () => {
      const kind = { email, password, kind: 'bearer' };
      const { body } = await call('POST', `${url}/api/v2/auth/login`, { body: kind });
      const headers = { authorization: `Bearer ${body.tokens.accessToken}` };
      const requests = [
        ...[...AREAS, ...SECTIONS].map(([, path]) => ['get', path]),
        ...ACTIONS.map(([, , method, path]) => [method, path]),
      ];
      for (const [method, path] of requests) {
        const sent = method === 'get' ? {} : { body: {} };
        const to = `${url}/api/v2${path.replace('{id}', NO_ID)}`;
        const { status } = await call(method.toUpperCase(), to, { headers, ...sent });
        same(status === 403, !may(readNeeds(api, method, path)), `${method} ${path} is refused (${status})`);
      }
    });
    await page.context().close();
  }
}
