// Debian's Chromium, what it reports, and its screenshots.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { WAIT_MS } from '../baileys/checks.mjs';

const require = createRequire(new URL('../../../web/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

const ARGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
  // A microphone that beeps and needs no permission.
  '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
];
export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 390, height: 844 };

/** What the browser itself logs about requests that are meant to fail. */
const EXPECTED =
  /status of (401|403|404|412|503)|status of 409 .*\/(presence|typing)\)|status of 400 .*\/(auth\/password|quick-replies|analytics\?.*|instances\/[\w-]+)\)|WebSocket|ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE/;

export class Browser {
  problems = [];

  constructor(chrome, folder) {
    this.chrome = chrome;
    this.folder = folder;
  }

  /** A run of some parts adds its pictures to those of the others. */
  static async start(isPartial) {
    const folder = resolve(process.env.CARGO_TARGET_DIR ?? 'target', 'dashboard', 'screenshots');
    if (!isPartial) rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
    return new Browser(await chromium.launch({ executablePath, args: ARGS }), folder);
  }

  /** A page in a browser of its own: another person. `expected`: what it logs besides what all do. */
  async open(options = {}, expected = EXPECTED) {
    const context = await this.chrome.newContext({ viewport: WIDE, locale: 'en', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(WAIT_MS);
    page.on('pageerror', error => this.problems.push(`error: ${error.message}`));
    page.on('console', message => {
      const text = `${message.text()} (${message.location().url})`;
      const isExpected = EXPECTED.test(text) || expected.test(text);
      if (message.type() === 'error' && !isExpected) this.problems.push(`console: ${text}`);
    });
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', event => {
        console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    return page;
  }

  /** Refuses what axe finds, on the whole page or in a part of it. */
  async assertAccessible(page, scope) {
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    const { violations } = await page.evaluate(part => globalThis.axe.run(part ?? document), scope);
    if (violations.length === 0) return;
    const found = violations.map(one => {
      const nodes = one.nodes.map(node => `${node.target} (${node.any[0]?.message ?? ''})`);
      return `${one.id}: ${nodes.join(', ')}`;
    });
    throw new Error(found.join('; '));
  }

  async picture(page, name) {
    await page.screenshot({ path: join(this.folder, `${name}.png`) });
  }

  assertClean() {
    if (this.problems.length) throw new Error([...new Set(this.problems)].join('; '));
  }

  async stop() {
    await this.chrome.close();
  }
}

/** Signs in on a page of the dashboard. */
export async function enter(page, url, { email, password }) {
  await page.goto(url);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}
