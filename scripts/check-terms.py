#!/usr/bin/env python3
"""Holds code, documentation and texts to the terms of the field.

docs/GLOSSARY.md lists the project's own terms. The patterns below are expressions that were
replaced by standard terms; each names what to write instead. Matched in identifiers, comments,
texts and Markdown, without regard to case unless the pattern needs it.
"""

import re
import subprocess
import sys

WORD = r"(?<![A-Za-z0-9])(?:{})(?![A-Za-z0-9])"  # also a part of snake_case

INSTEAD = [
    (WORD.format("told"), "reported, given, known"),
    (WORD.format("tells?"), "report, return, show"),
    (WORD.format("heard"), "received"),
    (WORD.format("hears?|hearing"), "receive"),
    (WORD.format("ears"), "listener"),
    (WORD.format("came"), "arrived, was received, resulted"),
    (WORD.format("stood"), "previous state, was"),
    (WORD.format("wish(?:es|ed)?"), "request, options"),
    (WORD.format("visitors?"), "connection, client"),
    (WORD.format("go(?:es)? along"), "is included"),
    (WORD.format("somebody|nobody|anybody|whoever"), "the role: a sender, a caller, a client; no one"),
    (WORD.format("lately"), "recently"),
    (WORD.format("roads?"), "path"),
    (WORD.format("piece by piece"), "in pieces, streamed"),
    (WORD.format("side by side"), "concurrently, at the same time"),
    (WORD.format("again and again"), "repeatedly"),
    (WORD.format("now and then"), "periodically"),
    (WORD.format("under way|at work"), "in progress, running"),
    (WORD.format("calls? off|called off|call_off|called_off"), "cancel"),
    (WORD.format("(?:hands?|handed|gives?|gave|given) back"), "return, release"),
    (WORD.format("goe?s? over as"), "is sent as"),
    (WORD.format("what (?:came|becomes?|became) of"), "the outcome of"),
    (WORD.format("takes? (?:the|its) place(?: of)?|in the place of"), "replaces, instead of"),
    (WORD.format("the word of"), "the event of, the response of"),
    (WORD.format("unsaid"), "unreported"),
    (WORD.format("found no place"), "refused because all are taken"),
    (r"/// Made\.", "/// Creation time."),
    (r"/// Ours\b", "/// Internal id."),
    (r"\(seed(?: 00\d|:)|\bseed(?:'s| 00\d)|\b(?:in )?the seed (?:says|knows|names)|as in the seed|\breference/\w+\.md", "docs/…, or the public specification"),
]

# In code and documents a thing reports, contains, determines or shows; texts of pages and names of tests are
# free.
INSTEAD_IN = [
    (
        re.compile(r"^(crates/[^/]+/src/|crates/server/config\.default\.toml$|docs/)"),
        WORD.format("says (?:so|why|that|what|how|when|where|who|whose|whom|which|whether|if|more)|(?:say|said) so"),
        "reports, contains, determines, shows",
    ),
    (
        re.compile(r"^(crates/[^/]+/src/|crates/server/config\.default\.toml$|docs/)"),
        WORD.format(
            "(?:versions?|networks?|servers?|process|sessions?|library|kernel|databases?|nodes?|routes?|crates?"
            "|channels?|layers?|rows?|documents?|tasks?|parser|groups?|accounts?|devices?|phones?|clients?|agents?"
            "|models?|business(?:es)?|WhatsApp|Omni) "
            "(?:knows?|knew|learns?|wants?|says?|said|speaks?|thinks?|believes?|(?:does|do|did|may) not (?:know|say))"
        ),
        "has, reads, asks for, reports, uses",
    ),
]

# Files whose words are not ours: recorded data, other people's texts, and this list.
LEFT_OUT = re.compile(r"^(web/package-lock\.json|Cargo\.lock|LICENSE|crates/storage/migrations/|scripts/check-terms\.py)|\.(png|snap)$")

# Terms of a library's interface, which keep its name: serde's `Visitor`.
OTHERS = {"crates/http/src/extract/values.rs": "visitor"}


def main() -> int:
    files = subprocess.check_output(["git", "ls-files", "-z"], text=True).split("\0")
    everywhere = [(re.compile(""), pattern, instead) for pattern, instead in INSTEAD]
    rules = [
        (where, re.compile(pattern, re.IGNORECASE), instead) for where, pattern, instead in everywhere + INSTEAD_IN
    ]
    problems = 0
    for name in files:
        if not name or LEFT_OUT.search(name):
            continue
        try:
            lines = open(name, encoding="utf-8").read().splitlines()
        except (UnicodeDecodeError, FileNotFoundError, IsADirectoryError):
            continue
        patterns = [(pattern, instead) for where, pattern, instead in rules if where.search(name)]
        for number, line in enumerate(lines, 1):
            for pattern, instead in patterns:
                found = pattern.search(line)
                if found and OTHERS.get(name) != found.group(0).lower():
                    problems += 1
                    print(f"{name}:{number}: `{found.group(0)}`; write: {instead}")
    if problems:
        print(f"{problems} expressions to replace", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
