"""One line a check, and the sums last."""

import sys
import time

from live_server import WAIT


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, name, check):
        try:
            check()
        except Exception as error:  # a failed check is a result
            self.failed += 1
            print(f"failed  {name}: {error!r}", flush=True)
        else:
            self.passed += 1
            print(f"ok      {name}", flush=True)

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed")
        sys.exit(1 if self.failed else 0)


def until(what, check):
    limit = time.monotonic() + WAIT
    while time.monotonic() < limit:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {WAIT} s: {what}")
