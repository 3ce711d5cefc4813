// Users: a role is edited, a password is made anew, a user is deleted; the user's own browser follows.
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter, WIDE } from './browser.mjs';
import { loaded, once } from './manage.mjs';
import { changePassword } from './roles.mjs';

const EMAIL = 'rosa@example.com';
const PASSWORD = 'a password that Rosa has';
const NEXT = 'a password that Rosa chose';

export async function users(checks, { browser, tab, page: address, url, apiKey }) {
  const headers = { 'x-api-key': apiKey };
  const button = name => tab.getByRole('button', { name, exact: true });
  const main = tab.getByRole('main');
  const dialog = tab.getByRole('dialog');
  const inDialog = name => dialog.getByRole('button', { name, exact: true });
  /** The value of a fact of the page. */
  const fact = name => main.locator('dl > div').filter({ has: tab.getByText(name, { exact: true }) }).locator('dd');
  const other = await browser.open();
  const home = () => other.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
  const signedOut = async () => {
    await other.goto(`${address}/account`);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
  };
  const refused = async password => {
    await enter(other, address, { email: EMAIL, password });
    await other.getByText('The address or the password is wrong.').waitFor();
  };
  const body = { email: EMAIL, name: 'Rosa', role: 'viewer', password: PASSWORD, mustChangePassword: false };
  const made = await call('POST', `${url}/api/v2/users`, { headers, body });
  const id = made.body?.user?.id;
  const path = `${url}/api/v2/users/${id}`;

  try {
    await checks.run("a user's role is edited, and is theirs at once", async () => {
      same(made.status, 201, 'status');
      await enter(other, address, { email: EMAIL, password: PASSWORD });
      await home();
      await tab.setViewportSize(WIDE);
      await tab.goto(`${address}/users/${id}`);
      await loaded(tab, 'Rosa');
      await fact('Role').getByText('Viewer', { exact: true }).waitFor();
      await button('Edit').click();
      await dialog.getByLabel('Role', { exact: true }).selectOption({ label: 'Agent' });
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'user-edit');
      await inDialog('Save').click();
      await dialog.waitFor({ state: 'detached' });
      await fact('Role').getByText('Agent', { exact: true }).waitFor();
      const audit = main.getByRole('list', { name: 'What was done to the user', exact: true });
      await audit.getByText('update · role', { exact: true }).waitFor();
      const { user } = await other.evaluate(async () => (await fetch('api/v2/auth/session')).json());
      same(user.role, 'agent', 'the role of their session');
    });

    await checks.run("a user's password is made anew, shown once, and has to be changed", async () => {
      await button('New password').click();
      await dialog.getByText('Make a new password for Rosa?').waitFor();
      await inDialog('New password').click();
      const password = await once(tab);
      await fact('Has to change the password').getByText('Yes', { exact: true }).waitFor();
      await signedOut();
      await refused(PASSWORD);
      await enter(other, address, { email: EMAIL, password });
      await other.getByText('This password was made for you.', { exact: false }).waitFor();
      await changePassword(other, password, NEXT);
    });

    await checks.run('a user is deleted, and is signed out and cannot sign in', async () => {
      await button('Delete').click();
      await dialog.getByText('Delete Rosa?').waitFor();
      await browser.assertAccessible(tab);
      await inDialog('Delete').click();
      await loaded(tab, 'Users');
      await main.getByRole('link', { name: 'Rosa', exact: true }).waitFor({ state: 'detached' });
      same((await call('GET', path, { headers })).status, 404, 'the deleted user');
      await signedOut();
      await refused(NEXT);
    });
  } finally {
    await call('DELETE', path, { headers });
    await other.context().close();
  }
}
