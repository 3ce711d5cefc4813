import { same } from '../baileys/checks.mjs';
import { call } from '../baileys/programs.mjs';

const SHOP = '5511900000001';
const OFFICE = '5511900000003';

export async function linking(checks, world) {
  const { browser, network, tab, url, apiKey } = world;
  world.shop = SHOP;

  await checks.run('an instance is made by keyboard alone', async () => {
    await tab.getByRole('button', { name: 'New instance' }).focus();
    await tab.keyboard.press('Enter');
    const dialog = tab.getByRole('dialog', { name: 'New instance' });
    await dialog.waitFor();
    await dialog.getByRole('option', { name: /WhatsApp/ }).first().waitFor({ state: 'attached' });
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'instance-create');
    await dialog.getByLabel('Name').fill('Bike shop');
    await dialog.getByLabel('Channel').selectOption('whatsapp-baileys');
    await dialog.getByLabel('Name').press('Enter');
    await tab.getByRole('heading', { name: 'Bike shop' }).waitFor();
    await browser.picture(tab, 'instance-new');
  });

  await checks.run('its QR appears, is scanned, and the page shows that it is connected', async () => {
    await network.phone(SHOP, 'Bike shop');
    await tab.getByRole('button', { name: 'Connect', exact: true }).click();
    const shown = tab.locator('[data-qr]');
    await shown.waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'instance-qr');
    await network.post(`/phones/${SHOP}/scan`, { qr: await shown.getAttribute('data-qr') });
    await tab.getByText('Connected', { exact: true }).waitFor();
    await shown.waitFor({ state: 'detached' });
    await browser.picture(tab, 'instance-connected');
  });

  await checks.run('another is linked with a code, unlinked by its phone, and deleted', async () => {
    await network.phone(OFFICE, 'Office');
    await tab.getByRole('link', { name: 'Instances', exact: true }).click();
    await tab.getByRole('button', { name: 'New instance' }).click();
    await tab.getByLabel('Name').fill('Office');
    await tab.getByLabel('Channel').selectOption('whatsapp-baileys');
    await tab.getByRole('button', { name: 'Create' }).click();
    await tab.getByRole('button', { name: 'Connect', exact: true }).click();
    await tab.getByRole('button', { name: 'Link with a code instead' }).click();
    await tab.getByLabel('Phone number').fill('+55 11 90000-0003');
    await tab.getByRole('button', { name: 'Get the code' }).click();
    const shown = tab.locator('[data-code]');
    await shown.waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'instance-code');
    await network.post(`/phones/${OFFICE}/code`, { code: await shown.getAttribute('data-code') });
    await tab.getByText('Connected', { exact: true }).waitFor();

    // Then the server offers the next code by itself.
    await network.post(`/phones/${OFFICE}/unlink`);
    await tab.locator('[data-qr]').waitFor();
    await browser.picture(tab, 'instance-unlinked');

    await tab.getByRole('link', { name: 'Danger zone', exact: true }).click();
    await tab.getByRole('button', { name: 'Delete', exact: true }).click();
    const dialog = tab.getByRole('dialog', { name: 'Delete Office?' });
    await dialog.waitFor();
    await browser.assertAccessible(tab);
    await browser.picture(tab, 'instance-delete');
    await tab.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await tab.getByRole('button', { name: 'Delete', exact: true }).click();
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await tab.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
    await tab.getByRole('link', { name: /Office/ }).waitFor({ state: 'detached' });
  });

  await checks.run('Home says that all is well only while every instance is connected', async () => {
    const card = tab.locator('section').filter({ has: tab.getByRole('heading', { name: 'Needs a person' }) });
    await tab.getByRole('link', { name: 'Home', exact: true }).click();
    await card.getByText('Every instance is connected.').waitFor();
    const headers = { 'x-api-key': apiKey };
    const body = { name: 'Tandem', channel: 'whatsapp-baileys' };
    const made = await call('POST', `${url}/api/v2/instances`, { headers, body });
    same(made.status, 201, 'the instance');
    await card.getByRole('link', { name: 'Tandem', exact: true }).waitFor();
    await card.getByText('Disconnected', { exact: true }).waitFor();
    same(await card.getByText('Every instance is connected.').count(), 0, 'all is well');
    await browser.assertAccessible(tab);
    await call('DELETE', `${url}/api/v2/instances/${made.body.id}`, { headers });
    await card.getByText('Every instance is connected.').waitFor();
  });
}
