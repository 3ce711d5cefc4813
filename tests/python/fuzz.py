"""schemathesis against a server with data in it: no 5xx of its own, no undeclared status, every
answer as its schema says.

Arguments are handed on to schemathesis.
"""

import pathlib
import re
import subprocess
import sys

from stage import stage

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
SECONDS = "180"
# Not HTTP in the end (WebSockets), or the end of what the run itself stands on.
EXCLUDED = r"/ws/|/logs$|/services/[^/]+/(start|stop|restart)|/services/restart-all|/mcp/(start|stop)"


def settings(server) -> str:
    """Answers that are right although they are 5xx, and ids of things that exist."""
    hooks = pathlib.Path(__file__).resolve().with_name("one_parser.py")
    lines = [
        f'hooks = "{hooks}"',
        "[checks]",
        # What the network or the database says, in our words. A bug of ours is a 500.
        'not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "501", "502", "503", "504"]',
        "",
    ]
    paths = {
        "/chats": {"chatId": server.chat}, "/messages/": {"messageId": server.message},
        "/send-text": {"name": "spare"}, "/instances/{name}": {"name": "shop"},
    }
    for method in ("GET", "PATCH", "POST", "PUT"):
        for part in ("/instances/{id}",):
            lines += operation(f"{method} ", part, {"id": server.instance})
    for part, parameters in paths.items():
        lines += operation("", part, parameters)
    return "\n".join(lines)


def operation(method: str, part: str, parameters: dict) -> list[str]:
    pattern = re.escape(part)
    lines = ["[[operations]]", f"include-path-regex = '{pattern}'"]
    if method:
        lines.append(f'include-method = "{method.strip()}"')
    values = ", ".join(f'"path.{name}" = "{value}"' for name, value in parameters.items())
    return [*lines, f"parameters = {{ {values} }}", ""]


def main() -> int:
    with stage() as server:
        config = server.home / "schemathesis.toml"
        config.write_text(settings(server))
        command = [
            pathlib.Path(sys.executable).with_name("schemathesis"),
            "--config-file", config, "run", f"{server.url}/api/v2/openapi.json",
            "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
            "--max-examples", "20", "--max-time", SECONDS, "--request-timeout", "30",
            "--workers", "2", "--seed", "1", "--no-shrink", "--continue-on-failure",
            "--suppress-health-check", "all", "--output-sanitize", "true",
            "-H", f"x-api-key: {server.key}",
            "--exclude-path-regex", EXCLUDED, *sys.argv[1:],
        ]
        return subprocess.run([str(part) for part in command], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
