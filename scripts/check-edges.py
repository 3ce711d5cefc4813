#!/usr/bin/env python3
"""Checks the dependencies of crates, and of the modules of `app`, by docs/ARCHITECTURE.md.

A crate may use exactly the crates listed for it here; its tests may use more. Some libraries are
bound to one crate: SQL to storage, HTTP serving to the outer crates. Paths, names and headers of an
API are bound to its dialect: no crate below `http` contains one. And only WhatsApp's channel spells its
addresses.

A module of `app` may use the modules listed before it, and no others. Code under `#[cfg(test)]` may
use more.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

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
    "api-gateway": {"domain", "app", "http"},
    "mcp": {"domain", "app", "http"},
    "api-wapzi": {"domain", "app", "http"},
    # A client of the API, which the browser runs: no use case, only files.
    "dashboard": {"http"},
    "channel-api": {"domain", "channel"},
    "sandbox": set(),
    # For tests of every dialect, so that it depends on none of them.
    "testing": {"domain", "storage", "blobs", "bus", "channel", "app", "worker"},
}
# Above everything: it may use every crate.
ABOVE = {"server"}

ONLY_IN = {
    "sqlx": {"storage", "bus", "testing"},
    "object_store": {"blobs"},
    "async-nats": {"bus", "testing"},
    "whatsapp-rust": {"channel-whatsapp"},
    "rmcp": {"mcp", "agents"},
    "rig-core": {"agents"},
    "lopdf": {"documents"},
    "rawzip": {"documents"},
    "axum": {"http", "api-omni", "api-wapzi", "api-gateway", "mcp", "dashboard", "server", "sandbox", "testing"},
    "anyhow": {"server", "sandbox", "testing", "channel-whatsapp"},
}

# Independent of dialects, and so without their paths, names and headers.
BELOW_HTTP = (
    "domain", "storage", "blobs", "bus", "agents", "documents", "channel", "channel-whatsapp", "channel-api", "app",
    "worker",
)
OF_DIALECTS = {
    "a path of an API": re.compile(r"/api/"),
    # The name of a module is none.
    "a dialect": re.compile(r"(?i)gateway|wapzi|whapi|wassist(?!;|::)"),
    "a header of a dialect's webhooks": re.compile(r"(?i)x-webhook-|\bwebhook-(?:id|timestamp|signature)\b"),
}
# The values of a column name the envelopes, and one envelope's dialect has no crate.
MAY_NAME = {"domain/src/webhook/endpoint.rs", "app/src/webhooks/wassist.rs"}


def without_tests(source: Path) -> list[str]:
    """The lines of a file without its unit tests, which are at its end."""
    if source.name == "tests.rs":
        return []
    return source.read_text(encoding="utf-8").split("#[cfg(test)]\nmod tests {")[0].splitlines()


def words_of_dialects() -> list[str]:
    root = Path(__file__).resolve().parent.parent / "crates"
    sources = [file for crate in BELOW_HTTP for file in sorted((root / crate / "src").rglob("*.rs"))]
    names = {file: file.relative_to(root).as_posix() for file in sources}
    return [
        f"{names[file]}:{number}: names {what}"
        for file in sources
        if names[file] not in MAY_NAME
        for number, line in enumerate(without_tests(file), 1)
        for what, pattern in OF_DIALECTS.items()
        if pattern.search(line)
    ]


# Only a network's channel, its simulation, and its mock in tests spell its addresses. Examples in API
# schemas and comments may show them.
SPELLINGS = re.compile(r"@?\b(s\.whatsapp\.net|[cg]\.us)\b|@(lid|newsletter|broadcast)\b")
MAY_SPELL = {"channel-whatsapp", "sandbox", "testing"}
SHOWN_ONLY = re.compile(r"^\s*//|example\s*=")


def spelled_addresses() -> list[str]:
    problems = []
    for source in sorted(Path("crates").glob("*/src/**/*.rs")):
        crate = source.parts[1]
        if crate in MAY_SPELL:
            continue
        lines = without_tests(source)
        problems += [
            f"{source}:{number}: only channel-whatsapp may spell WhatsApp's addresses"
            for number, line in enumerate(lines, 1)
            if SPELLINGS.search(line) and not SHOWN_ONLY.search(line)
        ]
    return problems


APP = Path(__file__).resolve().parent.parent / "crates" / "app" / "src"

# The composition root: it holds the parts of every module, and every module takes it.
APP_ROOT = "app"

# From the lowest layer to the highest; inside a layer, too, a module uses only those before it.
APP_LAYERS = {
    "errors": ["error"],
    "helpers": [
        "blob_keys", "changes", "entity_tag", "subprocess", "ffmpeg", "gather", "gifs", "images", "net", "pace", "patch",
        "queue", "secrets", "stickers", "voice",
    ],
    "authorization": ["authorization", "principals", "caches", "keys", "authentication"],
    "the server": [
        "channels", "dead_letters", "logs", "mcp", "config", "settings", "system", "user_audit",
        "sign_in_attempts", "assignments", "users", "sign_in", "simulation", "pacing",
    ],
    "sessions": ["persons", "events", "analytics", "metrics", "sessions", "services"],
    "instances": [
        "providers", "agents", "instances", "account_tokens", "access", "chats", "notes", "contacts", "hooks", "onboarding",
        "tenants", "webhooks", "entry_points",
    ],
    "conversations": ["media", "media_processing", "agent_documents", "turns", "messages", "number_checks", "groups", "calls", "newsletters", "profiles", "account_state", "ai_layers", "quick_replies", "scheduled_messages", "views"],
    "long work": ["batch_jobs", "sync", "retention", "moves"],
    "pipeline": ["inbound", "executions"],
    "job handlers": ["jobs"],
    "lifecycle": ["lifecycle"],
}


def uncommented(text: str) -> str:
    """Without comments and the contents of string literals."""
    pattern = r"'(?:\\.|[^'\\])'|" r'//[^\n]*|/\*.*?\*/|r(#*)".*?"\1|"(?:\\.|[^"\\])*"'
    return re.sub(pattern, lambda found: " " if found[0][0] == "/" else '""', text, flags=re.S)


def untested(text: str) -> tuple[str, set[str]]:
    """Without modules under `#[cfg(test)]`; and the names of those that have a file of their own."""
    files = set()
    while found := re.search(r"#\[cfg\(test\)\]\s*(?:pub(?:\([^)]*\))?\s+)?mod\s+(\w+)\s*([;{])", text):
        end = found.end()
        if found[2] == ";":
            files.add(found[1])
        else:
            depth = 1
            while depth and end < len(text):
                depth += {"{": 1, "}": -1}.get(text[end], 0)
                end += 1
        text = text[: found.start()] + text[end:]
    return text, files


def group(text: str, start: int) -> list[str]:
    """The first names of the paths in the braces that open at `start`."""
    depth, item, items = 0, "", []
    for char in text[start:]:
        if char == "{":
            depth += 1
            if depth == 1:
                continue
        elif char == "}":
            depth -= 1
            if depth == 0:
                break
        if char == "," and depth == 1:
            items.append(item)
            item = ""
        else:
            item += char
    return [name[0] for name in (re.match(r"\s*(\w+)", one) for one in [*items, item]) if name]


def named(text: str, depth: int) -> set[str]:
    """What a file whose module is `depth` deep names at the root of the crate."""
    names = set()
    for found in re.finditer(r"\b(?:crate|((?:super::)*super))::(?:(\w+)|\{|\*)", text):
        if found[1] and found[1].count("super") < depth:
            continue
        if found[0].endswith("{"):
            names.update(name.strip() for name in group(text, found.end() - 1))
        else:
            names.add(found[2] or "*")
    return names - {"super", "self"}


def check_app() -> list[str]:
    root = uncommented((APP / "lib.rs").read_text())
    modules = set(re.findall(r"\bmod\s+(\w+)\s*;", root))
    # What the root exports under a shorter name: `crate::Error` is of `error`.
    exported = {"Result": "error"}
    for module, names in re.findall(r"pub use (\w+)::(\{[^}]*\}|\w+)", root):
        exported.update((name, module) for name in re.findall(r"\w+", names))

    order = [module for layer in APP_LAYERS.values() for module in layer]
    problems = [f"app::{module}: not in APP_LAYERS" for module in sorted(modules - {*order, APP_ROOT})]
    problems += [f"app::{module}: no such module" for module in order if module not in modules]
    problems += [f"app::{module}: listed twice" for module in set(order) if order.count(module) > 1]
    position = {module: at for at, module in enumerate(order)}

    tests = set()
    found = set()
    for path in sorted(APP.rglob("*.rs")):
        parts = path.relative_to(APP).with_suffix("").parts
        parts = parts[:-1] if parts[-1] in ("mod", "lib") else parts
        text, own_tests = untested(uncommented(path.read_text()))
        tests.update((*parts, name) for name in own_tests)
        if not parts or parts[0] == APP_ROOT or parts[0] not in position:
            continue
        for name in named(text, len(parts)):
            module = exported.get(name, name)
            if module in position and module != parts[0] and position[module] > position[parts[0]]:
                found.add((parts, module))
    for parts, module in sorted(found):
        if not any(parts[: len(test)] == test for test in tests):
            problems.append(f"app::{'::'.join(parts)} must not use app::{module}, which is above it")
    return problems


def main() -> int:
    command = ["cargo", "metadata", "--format-version", "1", "--no-deps", "--locked"]
    packages = json.loads(subprocess.check_output(command))["packages"]
    problems = words_of_dialects() + spelled_addresses()
    for package in packages:
        crate = package["name"].removeprefix("omni-")
        if crate not in ALLOWED and crate not in ABOVE:
            problems.append(f"{crate}: not in docs/ARCHITECTURE.md and scripts/check-edges.py")
            continue
        for dependency in package["dependencies"]:
            if dependency["kind"] is not None:
                continue
            name = dependency["name"]
            internal = name.removeprefix("omni-")
            if internal != name and crate not in ABOVE and internal not in ALLOWED[crate]:
                problems.append(f"{crate} must not use {internal}")
            if crate not in ONLY_IN.get(name, {crate}):
                problems.append(f"{crate} must not use {name}; only {', '.join(sorted(ONLY_IN[name]))} may")
    problems += check_app()
    for problem in problems:
        print(problem, file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
