// One-time codes of a user, and the end of all their sessions.
import { createHmac } from 'node:crypto';
import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter } from './browser.mjs';
import { changePassword } from './roles.mjs';

const EMAIL = 'coder@example.com';
const MADE = 'a password that was made';
const PASSWORD = 'a password of their own';
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an app shows now for a secret. */
function codeOf(secret) {
  let bits = '';
  for (const letter of secret.replace(/[\s=]/g, '').toUpperCase()) {
    bits += BASE32.indexOf(letter).toString(2).padStart(5, '0');
  }
  const bytes = bits.match(/.{8}/g).map(byte => Number.parseInt(byte, 2));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000)));
  const hash = createHmac('sha1', Buffer.from(bytes)).update(step).digest();
  const at = hash.at(-1) & 15;
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function account(checks, { browser, page: address, url, apiKey }) {
  const page = await browser.open();
  const other = await browser.open();
  const user = { email: EMAIL, password: PASSWORD };
  const button = (name, on = page) => on.getByRole('button', { name, exact: true });
  const dialog = page.getByRole('dialog');
  const codes = [];
  const enterWithCode = async (on, code) => {
    await enter(on, address, user);
    await on.getByLabel('One-time code or recovery code').fill(code);
    await button('Sign in', on).click();
    await on.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
  };
  /** Presses what asks for the password, and gives it. */
  const withPassword = async name => {
    await button(name).click();
    await dialog.getByLabel('Present password').fill(PASSWORD);
    await dialog.getByRole('button', { name, exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
  };

  try {
    await checks.run('one-time codes are set up with an app, and recovery codes are shown once', async () => {
      const body = { email: EMAIL, name: 'Cody', role: 'agent', password: MADE };
      const made = await call('POST', `${url}/api/v2/users`, { headers: { 'x-api-key': apiKey }, body });
      same(made.status, 201, 'status');
      await enter(page, address, { email: EMAIL, password: MADE });
      await changePassword(page, MADE, PASSWORD);
      await page.getByRole('link', { name: 'Account', exact: true }).click();
      await withPassword('Set up');
      await page.getByRole('img', { name: 'QR code for the app' }).waitFor();
      await browser.assertAccessible(page);
      await browser.picture(page, 'account-totp');
      await page.getByLabel('Code of the app').fill(codeOf(await page.getByRole('main').locator('pre').textContent()));
      await button('Confirm').click();
      await dialog.getByText('Copy it now').waitFor();
      codes.push(...(await dialog.locator('pre').textContent()).trim().split(/\s+/));
      await dialog.getByRole('button', { name: 'Done', exact: true }).click();
      await button('Remove').waitFor();
    });

    await checks.run('a sign-in needs a code besides the password then', async () => {
      await enter(other, address, user);
      await other.getByText('This user also needs a one-time code.').waitFor();
      await browser.assertAccessible(other);
      await enterWithCode(other, codes[0]);
    });

    await checks.run('signing out everywhere ends the sessions of other browsers', async () => {
      await button('Sign out everywhere').click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
      await other.goto(`${address}/account`);
      await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    });

    await checks.run('one-time codes are removed, and the password alone is enough', async () => {
      await enterWithCode(page, codes[1]);
      await page.getByRole('link', { name: 'Account', exact: true }).click();
      await withPassword('Remove');
      await button('Set up').waitFor();
      await enter(other, address, user);
      await other.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    });
  } finally {
    await page.context().close();
    await other.context().close();
  }
}
