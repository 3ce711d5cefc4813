// How every page looks: in both themes, on a wide window and on a phone.
import { NARROW, WIDE } from './browser.mjs';
import { assertEachHasRow, PAGES } from './pages.mjs';
import { recorded } from './records.mjs';

/** Parts of pages that are opened from them. */
const INNER = [
  ['chat-long', tab => openChat(tab)],
  ['chat-person', tab => openAside(tab, 'Person', 'Timeline')],
  ['chat-notes', tab => openAside(tab, 'Notes', 'Notes')],
  ['chat-why', tab => openAside(tab, 'Why', 'Why')],
  ['chat-find', tab => openAside(tab, 'Search', 'Search')],
];

async function openAside(page, part, heading) {
  await openChat(page);
  await page.getByRole('button', { name: 'Details' }).click();
  const aside = page.getByRole('complementary', { name: 'Details' });
  await aside.getByRole('button', { name: part, exact: true }).click();
  await aside.getByRole('heading', { name: heading, exact: true }).waitFor();
  await aside.getByText('Loading…').first().waitFor({ state: 'detached' });
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

/** What is shown before anyone has signed in; the part onboarding looks at the first steps. */
async function signedOut(checks, { browser, page: url }) {
  const page = await browser.open();
  // The server counts those that are wrong, and would refuse the right ones of other parts.
  const json = { error: { code: 'UNAUTHORIZED', message: 'the address or the password is wrong' } };
  await page.route(/\/api\/v2\/auth\/login$/, route => route.fulfill({ status: 401, json }));
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      await checks.run(`the sign-in is accessible, ${colorScheme}, ${width}`, async () => {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize(viewport);
        await page.goto(`${url}/login`);
        await page.getByRole('heading', { name: 'Sign in' }).waitFor();
        await browser.picture(page, `sign-in-${colorScheme}-${width}`);
        await assertFits(page);
        await browser.assertAccessible(page);
        await page.getByLabel('E-mail address').fill('no.one@example.com');
        await page.getByLabel('Password').fill('not the password');
        await page.keyboard.press('Enter');
        await page.getByText('The address or the password is wrong.').waitFor();
        await browser.picture(page, `sign-in-refused-${colorScheme}-${width}`);
        await assertFits(page);
        await browser.assertAccessible(page);
      });
    }
  }
  await page.context().close();
}

export async function appearance(checks, world) {
  const { browser, tab, page: url } = world;
  await checks.run('every page has a row', assertEachHasRow);
  const made = await recorded(checks, world);
  if (!made) return;
  // Those of one request alone are other states of the same page.
  const pages = PAGES.filter(one => !one.only || one.name === 'manage');
  for (const colorScheme of ['light', 'dark']) {
    for (const [width, viewport] of [['wide', WIDE], ['narrow', NARROW]]) {
      await tab.emulateMedia({ colorScheme });
      await tab.setViewportSize(viewport);
      const look = async name => {
        await browser.picture(tab, `${name}-${colorScheme}-${width}`);
        await assertFits(tab);
        await browser.assertAccessible(tab);
      };
      for (const { name, path, sign } of pages) {
        await checks.run(`${name} is accessible, ${colorScheme}, ${width}`, async () => {
          await tab.goto(url + path(made));
          await sign(tab).waitFor();
          await tab.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
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
  await tab.emulateMedia({ colorScheme: null });
  await signedOut(checks, world);
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

  const chooseLanguage = async (language, title) => {
    await tab.goto(`${url}/account`);
    await tab.getByRole('radio', { name: language }).click();
    await tab.getByRole('heading', { name: title, level: 1 }).waitFor();
  };

  await checks.run('a refused value is explained in the language that was chosen', async () => {
    const wrong = { currentPassword: 'not the password', newPassword: 'another of their own' };
    for (const [language, title, submit, expected] of [
      ['Português', 'Conta', 'Alterar a senha', 'Está incorreto.'],
      ['English', 'Account', 'Change the password', 'is wrong'],
    ]) {
      await chooseLanguage(language, title);
      for (const [name, value] of Object.entries(wrong)) await tab.locator(`input[name="${name}"]`).fill(value);
      await tab.getByRole('button', { name: submit, exact: true }).click();
      await tab.locator('input[name="currentPassword"][aria-invalid="true"]').waitFor();
      await tab.getByRole('main').getByText(expected, { exact: true }).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, `refused-${language}`);
    }
  });

  await checks.run('what does not exist is explained in Portuguese, and below it as the server wrote it', async () => {
    await chooseLanguage('Português', 'Conta');
    try {
      await tab.goto(`${url}/turns/00000000-0000-7000-8000-000000000000`);
      const alert = tab.getByRole('alert');
      await alert.getByText(/^Não existe, ou você não pode ver\.\s+turn `[\w-]+` does not exist$/).waitFor();
      await browser.assertAccessible(tab);
      await browser.picture(tab, 'not-found-Português');
    } finally {
      await chooseLanguage('English', 'Account');
    }
  });
}
