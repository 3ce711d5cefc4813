import { NARROW, WIDE } from './browser.mjs';

/** Every page, by the words that show that it is loaded. */
const PAGES = [
  ['home', '/', page => page.getByText('Version', { exact: true })],
  ['instances', '/instances', page => page.getByRole('link', { name: /Bike shop/ })],
  ['people', '/people', page => page.getByRole('link', { name: /Ann|5511900000002/ }).first()],
  ['account', '/account', page => page.getByText('Appearance', { exact: true }).first()],
];

const INNER = [
  ['instance', tab => openInstance(tab)],
  ['chats', tab => openChats(tab)],
  ['chat', tab => openChat(tab)],
  ['chat-person', tab => openPerson(tab)],
];

async function openPerson(page) {
  await openChat(page);
  await page.getByRole('button', { name: 'Details' }).click();
  await page.getByRole('heading', { name: 'Timeline' }).waitFor();
}

async function openInstance(page) {
  await page.getByRole('link', { name: 'Instances', exact: true }).click();
  await page.getByRole('link', { name: /Bike shop/ }).click();
  await page.getByText('Last frame').waitFor();
}

async function openChats(page) {
  await page.getByRole('link', { name: 'Chats', exact: true }).click();
  await page.getByRole('link', { name: /Ann|5511900000002/ }).first().waitFor();
}

export async function openChat(page) {
  await openChats(page);
  await page.getByRole('link', { name: /Ann|5511900000002/ }).first().click();
  await page.getByRole('log').locator('article').first().waitFor();
}

export async function assertFits(page) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) throw new Error(`the page is ${wide} px wider than the window`);
}

export async function appearance(checks, { browser, tab, page: url }) {
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize(viewport);
      const look = async name => {
        await browser.picture(tab, `${name}-${colorScheme}-${width}`);
        await assertFits(tab);
        await browser.assertAccessible(tab);
      };
      for (const [name, path, sign] of PAGES) {
        await checks.run(`${name} is accessible, ${colorScheme}, ${width}`, async () => {
          await tab.goto(url + path);
          await sign(tab).waitFor();
          await look(name);
        });
      }
      for (const [name, open] of INNER) {
        await checks.run(`${name} is accessible, ${colorScheme}, ${width}`, async () => {
          await tab.goto(url);
          await open(tab);
          await look(name);
        });
      }
    }
  }
  await checks.run('Portuguese and Spanish are whole pages, and the choice is kept', async () => {
    await tab.setViewportSize(WIDE);
    for (const [language, title] of [['Português', 'Conta'], ['Español', 'Cuenta'], ['English', 'Account']]) {
      await tab.goto(`${url}/account`);
      await tab.getByRole('radio', { name: language }).click();
      await tab.getByRole('heading', { name: title, level: 1 }).waitFor();
      await tab.reload();
      await tab.getByRole('heading', { name: title, level: 1 }).waitFor();
      await browser.picture(tab, `account-${language}`);
    }
  });
}
