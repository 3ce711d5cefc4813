#!/usr/bin/env python3
"""Lists the tests that took longest in a run of nextest, from its report.

    scripts/slowest-tests.py target/nextest/default/junit.xml
"""

import sys
import xml.etree.ElementTree as tree

SHOWN = 15


def main(path: str) -> None:
    cases = tree.parse(path).getroot().iter("testcase")
    took = sorted(((float(case.get("time", 0)), case.get("classname"), case.get("name")) for case in cases), reverse=True)
    total = sum(seconds for seconds, _, _ in took)
    print(f"{total:5.0f}s of {len(took)} tests, one after the other; the slowest:")
    for seconds, binary, name in took[:SHOWN]:
        print(f"{seconds:5.0f}s {binary} {name}")


if __name__ == "__main__":
    main(sys.argv[1])
