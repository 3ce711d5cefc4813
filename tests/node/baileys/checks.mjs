// One line a check, and the sums last. Every wait is for a condition, with a limit.
import { setTimeout as pause } from 'node:timers/promises';

/** How long a browser waits for a condition; longer on a machine that does other work. */
export const WAIT_MS = Number(process.env.OMNI_ACCEPT_LIMIT_MS ?? 15_000);
/** How long a simulated phone waits for a message. */
export const EXPECT_MS = Math.max(20_000, WAIT_MS);
// Met at once on an idle machine: a busy one may take long.
const LIMIT_MS = Math.max(40_000, WAIT_MS);

export class Checks {
  passed = 0;
  failed = 0;
  /** What the following checks have in common, as the end of their names. */
  setting = '';

  /** Returns whether it passed. */
  async run(name, check) {
    try {
      await check();
      this.passed += 1;
      console.log(`ok      ${name}${this.setting}`);
      return true;
    } catch (error) {
      this.fail(name, error);
      return false;
    }
  }

  /**
   * Runs checks of which each needs those before it: once one has failed, those after it are left out, which
   * could only wait in vain.
   */
  chain() {
    let isWhole = true;
    return async (name, check) => {
      if (isWhole) isWhole = await this.run(name, check);
      else console.log(`skipped ${name}${this.setting}`);
    };
  }

  fail(name, error) {
    this.failed += 1;
    console.log(`failed  ${name}${this.setting}: ${error.message ?? error}`);
  }

  end() {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    return this.failed === 0;
  }
}

/** What `find` returns, as soon as it is neither nothing nor false. An error of `find` ends the wait. */
export async function until(what, find, limit = LIMIT_MS) {
  const end = Date.now() + limit;
  for (;;) {
    const found = await find();
    if (found) return found;
    if (Date.now() > end) throw new Error(`not within ${limit / 1000} s: ${what}`);
    await pause(40);
  }
}

export function same(found, wanted, what = 'value') {
  const [left, right] = [JSON.stringify(found), JSON.stringify(wanted)];
  if (left !== right) throw new Error(`${what}: ${left}, not ${right}`);
}
