#!/usr/bin/env python3
"""Lists the tests that took longest in a run of nextest, from its report; or those that failed.

    scripts/test-report.py target/nextest/default/junit.xml
    scripts/test-report.py target/nextest/default/junit.xml --failed
"""

import sys
import xml.etree.ElementTree as tree

SHOWN = 15


def list_failed(path: str) -> None:
    for case in tree.parse(path).getroot().iter("testcase"):
        for outcome in [*case.iter("failure"), *case.iter("error")]:
            print(f"failed  {case.get('classname')} {case.get('name')}: {outcome.get('message')}")


def list_slowest(path: str) -> None:
    cases = tree.parse(path).getroot().iter("testcase")
    took = sorted(((float(case.get("time", 0)), case.get("classname"), case.get("name")) for case in cases), reverse=True)
    total = sum(seconds for seconds, _, _ in took)
    print(f"{total:5.0f}s of {len(took)} tests, one after the other; the slowest:")
    for seconds, binary, name in took[:SHOWN]:
        print(f"{seconds:5.0f}s {binary} {name}")


if __name__ == "__main__":
    show = list_failed if "--failed" in sys.argv else list_slowest
    show(sys.argv[1])
