import { enter } from './browser.mjs';

export async function signIn(checks, world) {
  const { browser, page: url, admin } = world;
  const page = await browser.open();
  world.tab = page;

  await checks.run('a page that needs a user leads to the sign-in', async () => {
    await page.goto(`${url}/instances`);
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await browser.assertAccessible(page);
    await browser.picture(page, 'sign-in');
  });

  await checks.run('a wrong password is refused in words', async () => {
    await page.getByLabel('E-mail address').fill(admin.email);
    await page.getByLabel('Password').fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('The address or the password is wrong.').waitFor();
    await browser.assertAccessible(page);
    await browser.picture(page, 'sign-in-refused');
  });

  await checks.run('with the right one the page that was asked for is shown', async () => {
    await page.getByLabel('Password').fill(admin.password);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
    await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
    await browser.picture(page, 'instances-empty');
  });

  await checks.run('nothing secret is in the storage of the browser', async () => {
    const stored = await page.evaluate(() => JSON.stringify([localStorage, sessionStorage, document.cookie]));
    for (const word of ['omni_', admin.password, 'token', 'key']) {
      if (stored.includes(word)) throw new Error(`${word} is in ${stored}`);
    }
  });

  await checks.run('signing out ends the session, and signing in begins another', async () => {
    const other = await browser.open();
    await enter(other, url, admin);
    await other.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await other.getByRole('link', { name: 'Account' }).click();
    await other.getByRole('button', { name: 'Sign out', exact: true }).click();
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.goto(url);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.context().close();
  });
}
