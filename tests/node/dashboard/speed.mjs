// What a person notices as slow. The bounds are those of the issue; figures.mjs says how they are measured.
import { until } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';
import { WIDE } from './browser.mjs';
import { assertNeverBlocked, best, CROWDED, slowness } from './figures.mjs';
import { everyText } from './scroll.mjs';

const BURST = 500;
const LONGEST_TASK_MS = 200;
const FIRST_PAGE_MS = 1_000;
/** To walk through all of them, which takes as long as the machine lets it. */
const WALK_MS = 120_000;

/** Of the first page. */
const ATTEMPTS = 5;

/**
 * Milliseconds from the request of the page to a button that answers, as the page itself sees it, on a CPU of a
 * quarter; in a browser of its own, which has none of it yet.
 */
async function firstPage(browser, url) {
  const page = await browser.open();
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return 1000 * metrics.find(one => one.name === 'TaskDuration').value;
  };
  await page.addInitScript(() => {
    const look = () => {
      const button = [...document.querySelectorAll('button[type=submit]')].find(one => one.offsetHeight > 0);
      if (!button) return requestAnimationFrame(look);
      // Behind what is still to be done before a click would be answered.
      return setTimeout(() => {
        globalThis.interactiveAt = performance.now();
      }, 0);
    };
    requestAnimationFrame(look);
  });
  const before = await spent();
  await page.goto(url);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  await page.waitForFunction(() => globalThis.interactiveAt !== undefined);
  const cpu = (await spent()) - before;
  const clock = await page.evaluate(() => globalThis.interactiveAt);
  await page.context().close();
  return { cpu, clock };
}

export async function speed(checks, { browser, tab, page: url, say }) {
  const log = tab.getByRole('log');

  await checks.run(`${BURST} messages in a burst are all shown, and never block the page`, async () => {
    await tab.setViewportSize(WIDE);
    await openChat(tab);
    await assertNeverBlocked(browser, tab, LONGEST_TASK_MS, async () => {
      await Promise.all(Array.from({ length: BURST }, (_, at) => say(`burst ${at + 1}`)));
      await until('all are here', async () => (await everyText(log, /^burst \d+$/)).length === BURST, WALK_MS);
    });
  });

  await checks.run('a message of 60,000 characters is shown whole, and the page stays usable', async () => {
    await assertNeverBlocked(browser, tab, LONGEST_TASK_MS, async () => {
      await say(`long ${'word '.repeat(12_000)}end`);
      await log.getByText(/^long word/).waitFor();
      await tab.getByLabel('Write a message').fill('x');
      await tab.getByLabel('Write a message').fill('');
    });
  });

  await checks.run(`the first page is usable within ${FIRST_PAGE_MS} ms on a CPU of a quarter`, async () => {
    const { core } = await slowness(tab);
    let cpu = Number.POSITIVE_INFINITY;
    const { ms, units, share } = await best(tab, { most: FIRST_PAGE_MS, attempts: ATTEMPTS }, async () => {
      const taken = await firstPage(browser, url);
      cpu = Math.min(cpu, taken.cpu);
      return taken.clock;
    });
    console.log(
      `        ${Math.round(ms)} ms by the clock, ${Math.round(units)} on an idle machine, ${Math.round(cpu)} of the CPU`,
    );
    if (cpu > FIRST_PAGE_MS * core) throw new Error(`it took ${Math.round(cpu)} ms of the CPU`);
    // Four processes take part in it, and each waits for a core: beside much other work the time of the CPU decides.
    if (units > FIRST_PAGE_MS && share < CROWDED) throw new Error(`it took ${Math.round(units)} ms`);
  });
}
