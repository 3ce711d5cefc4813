// What a person notices as slow. The bounds are those of the issue, on a machine that does other work too.
import { until } from '../baileys/checks.mjs';
import { openChat } from './appearance.mjs';
import { WIDE } from './browser.mjs';
import { everyText } from './scroll.mjs';

const BURST = 500;
const LONGEST_TASK_MS = 200;
const FIRST_PAGE_MS = 1_000;
/** To walk through all of them, which takes as long as the machine lets it. */
const WALK_MS = 120_000;

/** One task may be longer: they are measured by the clock, and another program may have had the CPU. */
async function assertFree(tab) {
  const tasks = await tab.evaluate(() => globalThis.tasks.splice(0));
  const long = tasks.filter(ms => ms > LONGEST_TASK_MS);
  if (long.length > 1) throw new Error(`the page was blocked for ${long.join(', ')} ms`);
}

export async function speed(checks, { browser, tab, page: url, say }) {
  const log = tab.getByRole('log');

  await checks.run(`${BURST} messages in a burst are all shown, and never block the page`, async () => {
    await tab.setViewportSize(WIDE);
    await openChat(tab);
    await tab.evaluate(() => {
      globalThis.tasks = [];
      const observer = new PerformanceObserver(list => {
        for (const one of list.getEntries()) globalThis.tasks.push(one.duration);
      });
      observer.observe({ type: 'longtask' });
    });
    await Promise.all(Array.from({ length: BURST }, (_, at) => say(`burst ${at + 1}`)));
    await until('all are here', async () => (await everyText(log, /^burst \d+$/)).length === BURST, WALK_MS);
    await assertFree(tab);
  });

  await checks.run('a message of 60,000 characters is shown whole, and the page stays usable', async () => {
    await say(`long ${'word '.repeat(12_000)}end`);
    await log.getByText(/^long word/).waitFor();
    await tab.getByLabel('Write a message').fill('x');
    await tab.getByLabel('Write a message').fill('');
    await assertFree(tab);
  });

  // In time of the CPU, which other work on the machine does not lengthen.
  await checks.run('the first page costs at most a second on a CPU of a quarter', async () => {
    const other = await browser.open();
    const devtools = await other.context().newCDPSession(other);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
    const spent = async () => {
      const { metrics } = await devtools.send('Performance.getMetrics');
      return 1000 * metrics.find(one => one.name === 'TaskDuration').value;
    };
    const before = await spent();
    await other.goto(url);
    await other.getByRole('button', { name: 'Sign in' }).waitFor();
    const ms = Math.round((await spent()) - before);
    await other.context().close();
    if (ms > FIRST_PAGE_MS) throw new Error(`it took ${ms} ms`);
  });
}
