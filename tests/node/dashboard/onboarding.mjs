// From an empty data folder to an answered message on a simulated phone, by mouse and keyboard alone.
import { join } from 'node:path';
import { same } from '../baileys/checks.mjs';
import { NARROW, WIDE } from './browser.mjs';

const OWN = { name: 'Ann', email: 'ann@example.com', password: 'correct horse battery' };
const LIMIT_MS = 60_000;
/** How much slower this machine may be than one that does nothing else. */
const SLOWER = Math.max(1, Number(process.env.OMNI_ACCEPT_LIMIT_MS ?? 15_000) / 15_000);

/** A server of its own on an empty folder, with a simulated network inside it, and a model. */
async function fresh(programs) {
  const { modelUrl } = await programs.start('model', ['sandbox']);
  const args = ['serve', '--json', '--sandbox', '--port', '0', '--data-dir', join(programs.folder, 'new')];
  const { setupUrl, url } = await programs.start('new-server', args, { OMNI__OUTBOUND__ALLOW: '127.0.0.1' });
  return { modelUrl, setupUrl, url };
}

export async function onboarding(checks, { browser, programs }) {
  // The page of `npm run dev` has another server.
  if (process.env.OMNI_DASHBOARD) return;
  const server = await fresh(programs);
  const page = await browser.open();
  let loads = 0;
  page.on('request', request => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) loads += 1;
  });
  const began = Date.now();
  /** The time that pictures and axe take is no part of the story. */
  let apart = 0;
  const step = name => page.getByRole('heading', { name, level: 2 }).waitFor();
  const look = async name => {
    const from = Date.now();
    await browser.assertAccessible(page);
    await page.setViewportSize(NARROW);
    await page.emulateMedia({ colorScheme: 'dark' });
    await browser.assertAccessible(page);
    await browser.picture(page, `onboarding-${name}-narrow`);
    await page.setViewportSize(WIDE);
    await browser.assertAccessible(page);
    await page.emulateMedia({ colorScheme: 'light' });
    await browser.picture(page, `onboarding-${name}`);
    apart += Date.now() - from;
  };

  await checks.run('the person with the code becomes the first administrator', async () => {
    await page.goto(server.setupUrl);
    await page.getByRole('heading', { name: 'Make the first administrator' }).waitFor();
    same(new URL(page.url()).hash, '', 'the fragment of the address');
    await look('admin');
    await page.getByLabel('Your name').click();
    await page.keyboard.type(OWN.name);
    await page.keyboard.press('Tab');
    await page.keyboard.type(OWN.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(OWN.password);
    await page.keyboard.press('Enter');
    await step('Welcome');
    await look('welcome');
    await page.getByRole('button', { name: 'Begin' }).click();
  });

  await checks.run('a key is tested where it is used, and is not stored before that', async () => {
    await step('Key for models');
    await look('key');
    await page.getByLabel('API key').click();
    await page.keyboard.type('sk-test');
    await page.keyboard.press('Tab');
    await page.keyboard.type('http://127.0.0.1:9/v1');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').waitFor();
    await page.getByLabel('Address').click({ clickCount: 3 });
    await page.keyboard.type(server.modelUrl);
    await page.keyboard.press('Enter');
    await step('First instance');
  });

  await checks.run('the first instance is made and linked to a simulated phone', async () => {
    await page.getByLabel('Channel').waitFor();
    await look('instance');
    await page.getByLabel('Name').click();
    await page.keyboard.type('Bike shop');
    await page.keyboard.press('Enter');
    await step('Connection');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.locator('[data-qr]').waitFor();
    await look('connect');
    await page.getByRole('button', { name: 'Scan with a simulated phone' }).click();
    await step('Agent');
  });

  await checks.run('its agent answers a simulated person, who sees it on the phone', async () => {
    await look('agent');
    await page.getByLabel('Model', { exact: true }).click();
    await page.keyboard.type('sandbox');
    await page.getByRole('button', { name: 'Let it answer' }).click();
    await step('Test message');
    await page.getByLabel('Text', { exact: true }).click();
    await page.keyboard.type('Do you repair bikes?');
    await page.keyboard.press('Enter');
    await page.locator('[data-arrived]').filter({ hasText: 'Do you repair bikes?' }).waitFor();
    await look('test');
    await page.getByRole('button', { name: 'It has arrived' }).click();
    await step('Done');
    await look('done');
    await page.getByRole('button', { name: 'To the start page' }).click();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    same(await page.getByRole('link', { name: 'Go on with the setup' }).count(), 0, 'links to the setup');
  });

  await checks.run('all of it took less than a minute, and the page was loaded once', async () => {
    const took = Date.now() - began - apart;
    if (took > LIMIT_MS * SLOWER) throw new Error(`it took ${took} ms`);
    same(loads, 1, 'loads of the page');
  });

  await checks.run('once there is an administrator the page of the setup leads to the sign-in', async () => {
    const other = await browser.open();
    await other.goto(server.setupUrl);
    await other.getByRole('heading', { name: 'Sign in' }).waitFor();
    await other.context().close();
    await page.context().close();
  });
}

/** Home shows the first steps until they are skipped. */
export async function leftSteps(checks, { browser, tab }) {
  await checks.run('the first steps are on the home page until they are skipped', async () => {
    await tab.getByRole('link', { name: 'Home', exact: true }).click();
    await tab.getByRole('link', { name: 'Go on with the setup' }).click();
    await tab.getByRole('heading', { name: 'Set up Omni', level: 1 }).waitFor();
    await browser.assertAccessible(tab);
    await tab.getByRole('button', { name: 'Skip the setup' }).click();
    await tab.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    same(await tab.getByRole('link', { name: 'Go on with the setup' }).count(), 0, 'links to the setup');
    await tab.getByRole('link', { name: 'Instances', exact: true }).click();
    await tab.getByRole('heading', { name: 'Instances', level: 1 }).waitFor();
  });
}
