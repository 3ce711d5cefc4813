// Figures that a page has to keep, on a machine that may be slower than usual or do other work as well. What a
// page did is taken in time of the CPU, which other work does not lengthen. What a person waits for is taken by the
// clock, the best of several attempts, in units of a loop that the same browser runs at that moment.

/** What the loop takes on an idle core of the machine on which the figures were first met. */
const LOOP_MS = 2.5;
/** Short ones, of which some are not interrupted on any machine. */
const LOOPS = 80;
/** It has the tasks of each thread, by the clock and by the CPU, and little else. */
const TASKS = 'disabled-by-default-devtools.timeline';
/** What asks for the cores this many times over leaves nothing to be said by the clock. */
export const CROWDED = 1.5;
/** Less than this share of the time in the trace: some of it was lost. */
const WHOLE = 0.8;

/**
 * How many times slower this machine is, at least 1: `core`, by its fastest loop, is the machine itself; `now`, by all
 * of them, includes what other programs take at this moment.
 */
export function slowness(page) {
  return page.evaluate(
    async ({ loops, usual }) => {
      const loop = () => {
        const begun = performance.now();
        let sum = 0;
        for (let at = 0; at < 1_000_000; at += 1) sum += Math.sqrt(at);
        return sum > 0 ? performance.now() - begun : 0;
      };
      const taken = [];
      for (let count = 0; count < loops; count += 1) {
        taken.push(loop());
        await new Promise(next => setTimeout(next, 1));
      }
      const mean = taken.reduce((sum, ms) => sum + ms, 0) / loops;
      return { core: Math.max(1, Math.min(...taken) / usual), now: Math.max(1, mean / usual) };
    },
    { loops: LOOPS, usual: LOOP_MS },
  );
}

/**
 * The attempt that took least in units of this moment: `ms` by the clock, `units` as on an idle machine, and `share`,
 * how many times the cores were asked for. It ends with the first that keeps to `most`; what cannot keep to it never
 * does.
 */
export async function best(page, { most, attempts }, attempt) {
  let found;
  for (let count = 0; count < attempts; count += 1) {
    const before = await slowness(page);
    const ms = await attempt();
    const after = await slowness(page);
    const now = (before.now + after.now) / 2;
    const units = ms / now;
    const share = now / Math.min(before.core, after.core);
    if (!found || units < found.units) found = { ms, units, share };
    if (found.units <= most) break;
  }
  return found;
}

/** The longest task of any page's main thread while something happens: `cpu` and `clock`, in milliseconds. */
export async function longestTask(browser, work) {
  await browser.chrome.startTracing(undefined, { categories: ['-*', TASKS] });
  const begun = performance.now();
  let [trace, took] = [undefined, 0];
  try {
    await work();
    took = performance.now() - begun;
  } finally {
    trace = await browser.chrome.stopTracing();
  }
  const { traceEvents } = JSON.parse(trace.toString());
  const threadOf = ({ pid, tid }) => `${pid} ${tid}`;
  const named = traceEvents.filter(one => one.name === 'thread_name' && one.args.name === 'CrRendererMain');
  const main = new Set(named.map(threadOf));
  const tasks = traceEvents.filter(one => one.name === 'RunTask' && one.tdur !== undefined && main.has(threadOf(one)));
  const times = tasks.map(one => one.ts / 1000);
  const longest = name => tasks.reduce((most, one) => Math.max(most, one[name] / 1000), 0);
  const span = times.reduce((most, ms) => Math.max(most, ms), 0) - times.reduce((least, ms) => Math.min(least, ms), Infinity);
  if (!(span > WHOLE * took)) throw new Error(`the trace has ${Math.round(span)} ms of ${Math.round(took)}`);
  return { cpu: longest('tdur'), clock: longest('dur') };
}

/** Refuses a task that is longer than `most` on a core of the usual speed. */
export async function assertNeverBlocked(browser, page, most, work) {
  const { core } = await slowness(page);
  const { cpu, clock } = await longestTask(browser, work);
  const allowed = most * core;
  console.log(
    `        longest task ${Math.round(cpu)} ms of the CPU, at most ${Math.round(allowed)}; ${Math.round(clock)} ms by the clock`,
  );
  if (cpu > allowed) throw new Error(`the page was blocked for ${Math.round(cpu)} ms of the CPU, more than ${Math.round(allowed)}`);
}
