const SHOP = '5511900000001';

export async function linking(checks, world) {
  const { browser, network, tab } = world;
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
}
