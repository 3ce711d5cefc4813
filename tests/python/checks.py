"""One line a check, and the sums last."""

import sys


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
