"""schemathesis against a server with data in it: no unexpected 5xx, no undeclared status, every
response as its schema declares.

Arguments are passed to schemathesis.
"""

import pathlib
import re
import subprocess
import sys

from live_server import live_server

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
SECONDS = "180"
# WebSockets, and routes that would stop the server under test.
EXCLUDED = r"/ws/|/logs$|/services/[^/]+/(start|stop|restart)|/services/restart-all|/mcp/(start|stop)"


def settings(server) -> str:
    """Responses that are correct although they are 5xx, and ids of rows that exist."""
    hooks = pathlib.Path(__file__).resolve().with_name("one_parser.py")
    lines = [
        f'hooks = "{hooks}"',
        "[checks]",
        # Failures of the network or the database. A bug of the server is a 500.
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
    with live_server() as server:
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
