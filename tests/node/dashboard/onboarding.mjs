// From an empty data folder to an answered message on a simulated phone, by mouse and keyboard alone.
import { join } from 'node:path';
import { EXPECT_MS, WAIT_MS, same } from '../baileys/checks.mjs';
import { Network } from '../baileys/programs.mjs';
import { assertFits } from './appearance.mjs';
import { NARROW, WIDE } from './browser.mjs';

const OWN = { name: 'Ann', email: 'ann@example.com', password: 'correct horse battery' };
const SHOP = '5511900000001';
const GUEST = '5511900000002';
const LIMIT_MS = 60_000;
/** How much slower this machine may be than one that does nothing else. */
const SLOWER = Math.max(1, WAIT_MS / 15_000);

/** A server of its own on an empty folder. */
async function fresh(programs, name, args, settings = {}) {
  const all = ['serve', '--json', ...args, '--port', '0', '--data-dir', join(programs.folder, name)];
  return programs.start(`${name}-server`, all, { OMNI__OUTBOUND__ALLOW: '127.0.0.1', ...settings });
}

/** Becomes the first administrator, and begins. */
async function begin(page, { setupUrl }) {
  await page.goto(setupUrl);
  await page.getByLabel('Your name').fill(OWN.name);
  await page.getByLabel('E-mail address').fill(OWN.email);
  await page.getByLabel('Password').fill(OWN.password);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Begin' }).click();
}

export async function onboarding(checks, { browser, programs }) {
  // The page of `npm run dev` has another server.
  if (process.env.OMNI_DASHBOARD) return;
  const { modelUrl } = await programs.start('model', ['sandbox']);
  const server = { ...(await fresh(programs, 'new', ['--sandbox'])), modelUrl };
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
    for (const [width, viewport] of [['narrow', NARROW], ['wide', WIDE]]) {
      await page.setViewportSize(viewport);
      for (const colorScheme of ['dark', 'light']) {
        await page.emulateMedia({ colorScheme });
        await assertFits(page);
        await browser.assertAccessible(page);
        await browser.picture(page, `onboarding-${name}-${colorScheme}-${width}`);
      }
    }
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
    // The key of the first step is that of a provider, which lists its models.
    same(await page.getByLabel('Provider').locator('option:checked').textContent(), 'OpenAI', 'the provider');
    await page.locator('datalist option[value="sandbox-1"]').waitFor({ state: 'attached' });
    await page.getByLabel('Model', { exact: true }).click();
    await page.keyboard.type('sandbox-1');
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

  await leftOut(checks, { browser, programs });
  await takenUp(checks, { browser, programs, modelUrl });
}

/** Every step is gone on without, and each says what it needs. */
async function leftOut(checks, { browser, programs }) {
  const server = await fresh(programs, 'skipped', ['--sandbox']);
  const page = await browser.open();
  const step = name => page.getByRole('heading', { name, level: 2 }).waitFor();
  const skip = page.getByRole('button', { name: 'Go on without', exact: true });

  await checks.run('each step can be gone on without, and says what it needs', async () => {
    await begin(page, server);
    for (const [name, needsInstance] of [
      ['Key for models', false], ['First instance', false], ['Connection', true], ['Agent', true], ['Test message', true],
    ]) {
      await step(name);
      if (needsInstance) await page.getByRole('button', { name: 'Make an instance' }).waitFor();
      await browser.assertAccessible(page);
      await skip.click();
    }
    await step('Done');
  });

  await checks.run('a step that was left out is opened again and done', async () => {
    const steps = page.getByRole('list', { name: 'Steps' });
    await steps.getByRole('button', { name: /^First instance/ }).click();
    await step('First instance');
    await page.getByLabel('Name').fill('Later');
    await page.keyboard.press('Enter');
    await step('Done');
    await steps.getByRole('button', { name: 'First instance (done)' }).waitFor();
    await steps.getByRole('button', { name: /^Agent/ }).click();
    await step('Agent');
    await page.getByRole('button', { name: 'Back to where you were' }).click();
    await step('Done');
    await page.getByRole('button', { name: 'To the start page' }).click();
    await page.getByRole('heading', { name: 'Home', level: 1 }).waitFor();
    await page.context().close();
  });
}

/** On a network of other phones, as with a real number, with a reload at each step. */
async function takenUp(checks, { browser, programs, modelUrl }) {
  const network = new Network(await programs.start('real-network', ['sandbox']), 'pn');
  const server = await fresh(programs, 'reloaded', [], { OMNI__WHATSAPP__URL: network.url });
  const page = await browser.open();
  const step = async name => {
    await page.getByRole('heading', { name, level: 2 }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name, level: 2 }).waitFor();
  };

  await checks.run('the steps are gone on with after a reload of each, with a phone that scans', async () => {
    await network.phone(SHOP, 'Shop');
    await network.phone(GUEST, 'Guest');
    await begin(page, server);
    await step('Key for models');
    await page.getByLabel('API key').fill('sk-test');
    await page.getByLabel('Address').fill(modelUrl);
    await page.keyboard.press('Enter');
    await step('First instance');
    await page.getByLabel('Channel').selectOption('whatsapp-baileys');
    await page.getByLabel('Name').fill('Bike shop');
    await page.keyboard.press('Enter');
    await step('Connection');
    same(await page.getByRole('button', { name: 'Scan with a simulated phone' }).count(), 0, 'simulated phones');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    const shown = page.locator('[data-qr]');
    await shown.waitFor();
    await network.post(`/phones/${SHOP}/scan`, { qr: await shown.getAttribute('data-qr') });
    await step('Agent');
    same(await page.getByLabel('Provider').locator('option:checked').textContent(), 'OpenAI', 'the provider');
    same(await page.getByLabel('API key').count(), 0, 'fields for a key that is stored');
    await page.locator('datalist option[value="sandbox-1"]').waitFor({ state: 'attached' });
    await page.getByLabel('Model', { exact: true }).fill('sandbox-1');
    await page.getByRole('button', { name: 'Let it answer' }).click();
    await step('Test message');
  });

  await checks.run('a test message is sent to a phone, whose owner is answered by the agent', async () => {
    await page.getByLabel('Number').fill(`+${GUEST}`);
    await page.getByLabel('Text', { exact: true }).fill('Hello from the setup.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await network.post(`/phones/${GUEST}/expect`, { text: 'Hello from the setup.', timeout_millis: EXPECT_MS });
    await page.getByRole('button', { name: 'Go on', exact: true }).click();
    await step('Done');
    const to = `${SHOP}@s.whatsapp.net`;
    await network.post(`/phones/${GUEST}/send`, { to, type: 'text', text: 'Do you repair bikes?' });
    await network.post(`/phones/${GUEST}/expect`, { contains: 'Do you repair bikes?', timeout_millis: EXPECT_MS });
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
