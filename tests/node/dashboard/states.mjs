// Every page in each of its states: while it is read, after the server failed, with what it is about, and on a
// server that has nothing yet. The answers of the API are held back and replaced on their way to the page.
import { join } from 'node:path';
import { same, until } from '../baileys/checks.mjs';
import { assertFits } from './appearance.mjs';
import { enter, NARROW, WIDE } from './browser.mjs';
import { assertEachHasRow, PAGES } from './pages.mjs';
import { recorded } from './records.mjs';

const MESSAGE = 'internal error; quote the request id, under which the log has the details';
/** The same, as the page words it. */
const WORDS = 'Internal error of the server. Its log has the details.';
/** As the server renders a bug of its own. */
const FAILURE = { status: 500, json: { error: { code: 'INTERNAL_ERROR', message: MESSAGE } } };
/** Who is signed in: nothing else is asked for before that is known. */
const SESSION = /\/auth\/session$/;
/** All but that. */
const EVERY = /./;
/** What the browser logs about the answers that are replaced. */
const LOGGED = /status of 500|ERR_INTERNET_DISCONNECTED|internal error/;

/** By mode, what the page gets instead of the answer. */
const answerOf = {
  refuse: route => route.fulfill(FAILURE),
  lose: route => route.abort('internetdisconnected'),
  async bare(route, member) {
    const response = await route.fetch();
    const { meta, ...json } = await response.json();
    const more = meta ? { meta: { ...meta, hasMore: false, cursor: null } } : {};
    await route.fulfill({ response, json: { ...json, ...more, [member]: [] } });
  },
};

/** What stands between a page and the API. */
class Answers {
  #mode = 'pass';
  #only = EVERY;
  #member = 'items';
  #release = () => {};
  #released = Promise.resolve();
  /** The mode of the sockets whose address matches. */
  #sockets = { address: /^$/, mode: 'pass' };
  /** Requests that were refused. */
  refused = 0;

  static async before(page) {
    const answers = new Answers();
    await page.route(url => url.pathname.includes('/api/v2/'), route => answers.#answer(route));
    await page.routeWebSocket(/\/api\/v2\/ws\//, socket => answers.#connect(socket));
    return answers;
  }

  /**
   * `hold`, `refuse`, `lose` (the network is gone), `bare` (the list that is the answer's `member` has nothing, and a
   * socket sends nothing) or `pass` those that match; what is held goes on.
   */
  set(mode, { only = EVERY, socket = /^$/, member = 'items' } = {}) {
    this.#release();
    this.#released = new Promise(done => {
      this.#release = done;
    });
    this.#mode = mode;
    this.#only = only;
    this.#member = member;
    this.#sockets = { address: socket, mode };
  }

  async #answer(route) {
    const request = route.request();
    const { pathname, search } = new URL(request.url());
    const isMeant = this.#only.test(pathname + search) && (this.#only !== EVERY || !SESSION.test(pathname));
    const mode = request.method() === 'GET' && isMeant ? this.#mode : 'pass';
    if (mode === 'hold') await this.#released;
    if (mode === 'refuse' || mode === 'lose') this.refused += 1;
    const answered = answerOf[mode]?.(route, this.#member) ?? route.continue();
    // The page may have been left meanwhile.
    await answered.catch(() => undefined);
  }

  /**
   * The one for events stays silent unless it is meant: once it is connected, the page reads everything anew, and
   * a failure would be gone before anyone has asked for it.
   */
  async #connect(socket) {
    const isMeant = this.#sockets.address.test(socket.url());
    if (!isMeant && /\/ws\/events/.test(socket.url())) return new Promise(() => {});
    if (isMeant && this.#sockets.mode === 'hold') await this.#released;
    if (isMeant && ['refuse', 'lose'].includes(this.#sockets.mode)) {
      this.refused += 1;
      return socket.close();
    }
    const server = socket.connectToServer();
    if (isMeant && this.#sockets.mode === 'bare') server.onMessage(() => {});
  }
}

/** The page's own part; before it is known who is signed in there is no frame around it. */
const placeOf = (page, { title, place }) =>
  place?.(page) ?? (title ? page.getByRole('main') : page.locator('#app'));

const headed = (page, title) => page.getByRole('heading', { name: title, level: 1, exact: true }).first().waitFor();

/** A page whose frame is there has its heading, and is accessible, in every state. */
async function look(browser, page, row, state) {
  await browser.picture(page, `state-${row.name}-${state}`);
  if (!row.title) return;
  await headed(page, row.title);
  await browser.assertAccessible(page);
  // It goes on as soon as it is read.
  if (state !== 'loading') await lookOnPhone(browser, page, `state-${row.name}-${state}`);
}

/** The same, in the other theme and on a phone. */
async function lookOnPhone(browser, page, name) {
  try {
    await page.setViewportSize(NARROW);
    await page.emulateMedia({ colorScheme: 'dark' });
    await browser.picture(page, `${name}-dark-narrow`);
    await assertFits(page);
    await browser.assertAccessible(page);
  } finally {
    await page.emulateMedia({ colorScheme: null });
    await page.setViewportSize(WIDE);
  }
}

/**
 * Presses each button until the page is there; one press is enough for each. A refusal from before may still be on
 * its way to the page, which shows neither then.
 */
async function retryAll(place, sign) {
  const alerts = place.getByRole('alert');
  do {
    await until('an answer is shown', async () => (await alerts.count()) + (await sign.count()) > 0);
    // Each is followed by itself: another one may appear meanwhile.
    for (let [alert] = await alerts.elementHandles(); alert; [alert] = await alerts.elementHandles()) {
      const button = await alert.$('button:text-is("Try again")');
      // The answer to an earlier request may have taken it away.
      await button?.click().catch(() => undefined);
      await until('what was asked for again is shown', () => alert.evaluate(one => !one.isConnected));
    }
  } while ((await sign.count()) === 0);
}

/** After a failure the button asks again: as long as the server fails, it says so, and then the page is there. */
async function recover(answers, place, sign) {
  const before = answers.refused;
  const alerts = place.getByRole('alert');
  const many = await alerts.count();
  await alerts.first().getByRole('button', { name: 'Try again' }).click();
  await until('it is asked for again', () => answers.refused > before);
  await until('it says so again', async () => (await alerts.count()) >= many);
  answers.set('pass');
  await retryAll(place, sign);
  await sign.waitFor();
}

async function loading({ browser, page, answers }, url, row) {
  const { only = EVERY, socket } = row;
  const place = placeOf(page, row);
  answers.set('hold', { only, socket });
  await page.goto(url);
  await place.getByText('Loading…').first().waitFor();
  if (await row.sign(page).count()) throw new Error('its content is there while it is read');
  await look(browser, page, row, 'loading');
  answers.set('pass');
  await row.sign(page).waitFor();
  await place.getByText('Loading…').first().waitFor({ state: 'detached' });
  await browser.picture(page, `state-${row.name}-full`);
}

async function failing({ browser, page, answers }, url, row, mode = 'refuse') {
  const { only = EVERY, socket } = row;
  const place = placeOf(page, row);
  const words = mode === 'lose' || socket ? 'The server cannot be reached.' : WORDS;
  answers.set(mode, { only, socket });
  await page.goto(url);
  await place.getByRole('alert').getByText(words).first().waitFor();
  await look(browser, page, row, mode === 'lose' ? 'offline' : 'error');
  await recover(answers, place, row.sign(page));
}

/** A list that the server always has something for, or that belongs to something, without anything. */
async function bare({ browser, page, answers }, url, row) {
  const [only, words, { member, socket, ask } = {}] = row.bare;
  const place = placeOf(page, row);
  answers.set('bare', { only, member, socket });
  await page.goto(url);
  await ask?.(page);
  await place.getByText(words).first().waitFor();
  await place.getByText('Loading…').first().waitFor({ state: 'detached' });
  same(await place.getByRole('alert').count(), 0, 'failures');
  await browser.picture(page, `state-${row.name}-empty`);
  await browser.assertAccessible(page);
  await lookOnPhone(browser, page, `state-${row.name}-empty`);
}

export async function states(checks, world) {
  const { browser, network, page: url, admin, programs } = world;
  await checks.run('every page has a row', assertEachHasRow);
  const made = await recorded(checks, world);
  if (!made) return;
  const page = await browser.open({ viewport: WIDE }, LOGGED);
  await enter(page, url, admin);
  await headed(page, 'Home');
  const scene = { browser, page, answers: await Answers.before(page) };
  for (const row of PAGES) {
    const address = url + row.path(made);
    await checks.run(`${row.name} says that it is read, and shows what was read`, () => loading(scene, address, row));
    await checks.run(`${row.name} says what failed, and asks again`, () => failing(scene, address, row));
    if (row.bare) await checks.run(`${row.name} shows that its list has nothing`, () => bare(scene, address, row));
  }
  await checks.run('without a network a page says so, and asks again', async () => {
    for (const row of PAGES.filter(({ name }) => ['home', 'keys'].includes(name))) {
      await failing(scene, url + row.path(made), row, 'lose');
    }
  });
  await checks.run('a page that is open says that it lost the server, and goes on by itself', () => lost(scene, url));
  await page.context().close();
  // The page of `npm run dev` has another server.
  if (!process.env.OMNI_DASHBOARD) await empty(checks, { browser, network, admin, programs });
}

/** The network goes away under an open page, and returns. */
async function lost({ browser, page, answers }, url) {
  const socket = /\/ws\/events/;
  answers.set('lose', { only: /\/persons/, socket });
  await page.goto(`${url}/keys`);
  await page.locator('[data-link="offline"]').getByText('No connection to the server.', { exact: false }).waitFor();
  await page.getByRole('link', { name: 'People', exact: true }).click();
  const alert = page.getByRole('main').getByRole('alert');
  await alert.getByText('The server cannot be reached.').waitFor();
  await browser.assertAccessible(page);
  await browser.picture(page, 'state-lost');
  answers.set('pass', { socket });
  // Connected by itself, or at once; and what failed is read anew with that.
  await page.getByRole('button', { name: 'Reconnect now' }).click({ timeout: 1_000 }).catch(() => undefined);
  await page.locator('[data-link="live"]').waitFor({ state: 'attached' });
  await alert.waitFor({ state: 'detached' });
  await page.getByRole('main').getByRole('link', { name: /Dora|5511900000006/ }).first().waitFor();
}

/** A server of its own, on which nothing was made yet. */
async function empty(checks, { browser, network, admin, programs }) {
  const settings = {
    OMNI_ADMIN_EMAIL: admin.email,
    OMNI_ADMIN_PASSWORD: admin.password,
    OMNI__WHATSAPP__URL: network.url,
  };
  const args = ['serve', '--json', '--port', '0', '--data-dir', join(programs.folder, 'empty')];
  const { url } = await programs.start('empty-server', args, settings);
  const page = await browser.open({ viewport: WIDE }, LOGGED);
  const scene = { browser, page, answers: await Answers.before(page) };

  await checks.run('the sign-in says what failed, and is usable meanwhile', () => signingIn(scene, url, admin));
  const first = { name: 'onboarding', title: 'Set up Omni', sign: one => one.getByRole('heading', { name: 'Welcome', level: 2 }) };
  await checks.run('the first steps say that they are read, and show it', () => loading(scene, `${url}/onboarding`, first));
  await checks.run('the first steps say what failed, and ask again', () => failing(scene, `${url}/onboarding`, first));
  for (const row of PAGES.filter(one => one.empty)) {
    await checks.run(`${row.name} says that it has nothing yet`, async () => {
      scene.answers.set('pass');
      await page.goto(url + row.path({}));
      await page.getByRole('main').getByText(row.empty).first().waitFor();
      await page.getByRole('main').getByText('Loading…').first().waitFor({ state: 'detached' });
      await look(browser, page, row, 'empty');
    });
  }
  await page.context().close();
}

async function signingIn({ browser, page, answers }, url, { email, password }) {
  const submit = page.getByRole('button', { name: 'Sign in', exact: true });
  answers.set('hold', { only: /\/auth\/setup$/ });
  await page.goto(`${url}/login`);
  await submit.waitFor();
  answers.set('refuse', { only: EVERY });
  await page.reload();
  const alert = page.getByRole('alert');
  await alert.getByText(WORDS).waitFor();
  await submit.waitFor();
  await browser.assertAccessible(page);
  await browser.picture(page, 'state-sign-in-error');
  answers.set('pass');
  await retryAll(page.getByRole('main'), submit);
  await enter(page, url, { email, password });
  await headed(page, 'Home');
}
