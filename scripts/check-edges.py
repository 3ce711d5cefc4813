#!/usr/bin/env python3
"""Holds the crates to the directions of docs/ARCHITECTURE.md.

A crate may use exactly what stands beside it here; its tests may use more. Some libraries are
bound to one crate: SQL to storage, HTTP serving to what stands at the edge. Paths of an API are
bound to its dialect: no crate below `http` holds one. And the spelling of WhatsApp's addresses is
known to its channel alone.
"""

import json
import pathlib
import re
import subprocess
import sys

ALLOWED = {
    "domain": set(),
    "storage": {"domain"},
    "blobs": {"domain"},
    "bus": {"domain"},
    "agents": {"domain"},
    "documents": set(),
    "channel": {"domain"},
    "channel-whatsapp": {"domain", "channel"},
    "app": {"domain", "storage", "blobs", "bus", "agents", "channel", "documents"},
    "worker": {"domain", "app", "bus"},
    "http": {"domain", "app"},
    "api-omni": {"domain", "app", "http"},
    "mcp": {"domain", "app", "http"},
    "sandbox": set(),
    # For tests of every dialect, so that it knows none of them.
    "testing": {"domain", "storage", "blobs", "bus", "channel", "app", "worker"},
}
# Above everything: it may use every crate.
ABOVE = {"server"}

ONLY_IN = {
    "sqlx": {"storage", "testing"},
    "object_store": {"blobs"},
    "async-nats": {"bus", "testing"},
    "whatsapp-rust": {"channel-whatsapp"},
    "rmcp": {"mcp", "agents"},
    "rig-core": {"agents"},
    "lopdf": {"documents"},
    "rawzip": {"documents"},
    "axum": {"http", "api-omni", "mcp", "server", "sandbox", "testing"},
    "anyhow": {"server", "sandbox", "testing", "channel-whatsapp"},
}

# What knows no dialect, and so no path of one.
WITHOUT_PATHS = ("domain", "storage", "channel", "app", "worker")


def paths_of_dialects() -> list[str]:
    found = []
    root = pathlib.Path(__file__).resolve().parent.parent / "crates"
    for crate in WITHOUT_PATHS:
        for file in sorted((root / crate / "src").rglob("*.rs")):
            for number, line in enumerate(file.read_text().splitlines(), 1):
                if "/api/" in line:
                    found.append(f"{file.relative_to(root)}:{number}: names a path of an API")
    return found


# How one network spells its addresses is known to its channel, to the simulation of that network and
# to what stands in for it in tests. Examples in API schemas and comments may show it.
SPELLINGS = re.compile(r"@?(s\.whatsapp\.net|c\.us)\b")
MAY_SPELL = {"channel-whatsapp", "sandbox", "testing"}
SHOWN_ONLY = re.compile(r"^\s*//|example\s*=")


def spelled_addresses() -> list[str]:
    problems = []
    for source in sorted(pathlib.Path("crates").glob("*/src/**/*.rs")):
        crate = source.parts[1]
        if crate in MAY_SPELL or source.name == "tests.rs":
            continue
        # Unit tests stand at the end of a file.
        lines = source.read_text(encoding="utf-8").split("#[cfg(test)]\nmod tests {")[0].splitlines()
        problems += [
            f"{source}:{number}: only channel-whatsapp may spell WhatsApp's addresses"
            for number, line in enumerate(lines, 1)
            if SPELLINGS.search(line) and not SHOWN_ONLY.search(line)
        ]
    return problems


def main() -> int:
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"]
    packages = json.loads(subprocess.check_output(command))["packages"]
    problems = paths_of_dialects() + spelled_addresses()
    for package in packages:
        crate = package["name"].removeprefix("omni-")
        if crate not in ALLOWED and crate not in ABOVE:
            problems.append(f"{crate}: not in docs/ARCHITECTURE.md and scripts/check-edges.py")
            continue
        for dependency in package["dependencies"]:
            if dependency["kind"] is not None:
                continue
            name = dependency["name"]
            ours = name.removeprefix("omni-")
            if ours != name and crate not in ABOVE and ours not in ALLOWED[crate]:
                problems.append(f"{crate} must not use {ours}")
            if crate not in ONLY_IN.get(name, {crate}):
                problems.append(f"{crate} must not use {name}; only {', '.join(sorted(ONLY_IN[name]))} may")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
