import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';
import { enter } from './browser.mjs';

const PASSWORD = 'a password of one';

/** What a user with a password that was made by another has to do first. */
export async function changePassword(page, present, next) {
  await page.getByLabel('Present password').fill(present);
  await page.getByLabel('New password').fill(next);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
}

export async function roles(checks, { browser, url, page: address, apiKey }) {
  await checks.run('a viewer reads chats, and is offered nothing else', async () => {
    const email = 'viewer@example.com';
    const body = { email, name: 'Vi', role: 'viewer', password: PASSWORD };
    const made = await call('POST', `${url}/api/v2/users`, { headers: { 'x-api-key': apiKey }, body });
    same(made.status, 201, 'status');
    const page = await browser.open();
    await enter(page, address, { email, password: PASSWORD });
    await changePassword(page, PASSWORD, `${PASSWORD}'s own`);
    await page.getByRole('link', { name: 'Instances', exact: true }).click();
    await page.getByRole('link', { name: /Bike shop/ }).click();
    await page.getByText('Evidence').or(page.getByText('Last frame')).first().waitFor();
    same(await page.getByRole('main').getByRole('button').count(), 0, 'buttons');
    await browser.picture(page, 'instance-viewer');
    await page.getByRole('link', { name: 'Chats', exact: true }).click();
    await page.getByRole('link', { name: /Ann|5511900000002/ }).click();
    await page.getByText('Your role may read, but not write.').waitFor();
    await browser.picture(page, 'conversation-viewer');
    await page.getByRole('link', { name: 'Manage', exact: true }).click();
    await page.getByRole('heading', { name: 'Manage', level: 1 }).waitFor();
    same(await page.getByRole('link', { name: 'API keys' }).count(), 0, 'links to keys');
    await page.context().close();
  });

  await checks.run('a user with a password made by another has to change it first', async () => {
    const body = { email: 'new@example.com', name: 'Ned', role: 'agent' };
    const made = await call('POST', `${url}/api/v2/users`, { headers: { 'x-api-key': apiKey }, body });
    const page = await browser.open();
    await enter(page, address, { email: body.email, password: made.body.password });
    await page.getByText('This password was made for you.', { exact: false }).waitFor();
    await browser.assertAccessible(page);
    await changePassword(page, made.body.password, PASSWORD);
    await page.context().close();
  });
}
