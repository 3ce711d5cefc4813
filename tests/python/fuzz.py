"""schemathesis against servers with data in them: no unexpected 5xx, no undeclared status, every
response as its schema declares. Three APIs in turn, each for a bounded time.

The first argument may name one of them (omni, gateway, wapzi); further ones are passed to schemathesis.
"""

import contextlib
import http.server
import os
import pathlib
import re
import subprocess
import sys
import threading

from live_server import live_server
from wapzi import Account, Model, Program

CHECKS = [
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
]
# WebSockets, and routes that would stop the server under test.
EXCLUDED = r"/ws/|/logs$|/services/[^/]+/(start|stop|restart)|/services/restart-all|/mcp/(start|stop)"


class Target:
    """An API of a running server."""

    def __init__(self, document, key, seconds, config, expected=()):
        self.document, self.key, self.seconds, self.config = document, key, seconds, config
        # Responses that are correct although they are 5xx. A bug of the server is a 500.
        self.expected = ["2xx", "3xx", "4xx", *expected]


def settings(target, rows, everywhere=None) -> str:
    """Responses that are correct, and ids of rows that exist: of `rows`, each a method (or none), a part of
    a path and its parameters (of the path, unless they begin with `query.`), the first that fits counts."""
    hooks = pathlib.Path(__file__).resolve().with_name("one_parser.py")
    lines = [f'hooks = "{hooks}"']
    if everywhere:
        values = [f'"{name}" = "{value}"' for name, value in everywhere.items()]
        lines.append(f"parameters = {{ {', '.join(values)} }}")
    expected = ", ".join(f'"{status}"' for status in target.expected)
    lines += ["[checks]", f"not_a_server_error.expected-statuses = [{expected}]", ""]
    for method, part, parameters in rows:
        lines += operation(method, part, parameters)
    return "\n".join(lines)


def operation(method: str, part: str, parameters: dict) -> list[str]:
    # The name, `GET /path`: a filter for the method beside one for the path would widen it.
    pattern = f"^{method or '[A-Z]+'} .*{re.escape(part)}"
    lines = ["[[operations]]", f"include-name-regex = '{pattern}'"]
    named = {name if "." in name else f"path.{name}": value for name, value in parameters.items()}
    values = ", ".join(f'"{name}" = "{value}"' for name, value in named.items())
    return [*lines, f"parameters = {{ {values} }}", ""]


def run(target, config, arguments) -> int:
    config.write_text(target.config)
    command = [
        pathlib.Path(sys.executable).with_name("schemathesis"),
        "--config-file", config, "run", target.document,
        "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing",
        "--max-examples", "20", "--max-time", str(target.seconds), "--request-timeout", "30",
        "--workers", "2", "--seed", "1", "--no-shrink", "--continue-on-failure",
        "--suppress-health-check", "all", "--output-sanitize", "true",
        "-H", f"x-api-key: {target.key}",
        "--exclude-path-regex", EXCLUDED, *arguments,
    ]
    return subprocess.run([str(part) for part in command], check=False).returncode


def omni(arguments) -> int:
    with live_server() as server:
        # 501 to 504 are failures of the network or the database.
        expected = ["501", "502", "503", "504"]
        target = Target(f"{server.url}/api/v2/openapi.json", server.key, 180, "", expected)
        rows = [(method, "/instances/{id}", {"id": server.instance})
                for method in ("GET", "PATCH", "POST", "PUT")]
        # Not the key that the requests have: they would all be refused after the first change of it.
        spare = server.api("POST", "/api-keys", {"name": "spare", "scopes": ["messages:read"]})
        rows.append(("", "/api-keys/{id}", {"id": spare["id"]}))
        rows += [
            ("", "/chats", {"chatId": server.chat}), ("", "/messages/", {"messageId": server.message}),
            ("", "/send-text", {"name": "spare"}), ("", "/instances/{name}", {"name": "shop"}),
        ]
        target.config = settings(target, rows)
        return run(target, server.home / "schemathesis.toml", arguments)


def gateway(arguments) -> int:
    with live_server() as server:
        account = "acc_" + server.instance.replace("-", "")
        # A network that does not answer in time is INTERNAL here, of which every operation has a row.
        target = Target(f"{server.url}/api/openapi.json", server.key, 90, "")
        # What ends the account's connection is sent to accounts that do not exist.
        ending = ("/accounts/{id}/disconnect", "/accounts/{id}/logout")
        nothing = "acc_" + "0" * 32
        rows = [("POST", part, {"id": nothing}) for part in ending]
        rows.append(("POST", "/users/logout", {"query.account_id": nothing}))
        # Nothing that exists is deleted.
        for method in ("GET", "PATCH", "POST", "PUT"):
            rows += [
                (method, "/accounts/{id}", {"id": account}),
                (method, "/messages/{id}", {"id": server.message}),
                (method, "/chats/{id}", {"id": server.chat}),
            ]
        target.config = settings(target, rows, {"query.account_id": account})
        return run(target, server.home / "schemathesis.toml", arguments)


def wapzi(arguments) -> int:
    with contextlib.ExitStack() as stack:
        model = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
        threading.Thread(target=model.serve_forever, daemon=True).start()
        stack.callback(model.shutdown)
        # Nothing that is made up may make it wait.
        Model.go.set()
        program = Program(stack)
        account = Account(program, f"http://127.0.0.1:{model.server_port}/v1")
        execution = account.execute("Hello, I need help with my order").body["executionId"]
        target = Target(f"{program.url}/v1/openapi.json", account.key, 30, "", ["503"])
        rows = [("", "/entry-points/", {"entryPointId": account.point}),
                ("GET", "/executions/", {"executionId": execution})]
        target.config = settings(target, rows)
        return run(target, program.folder / "schemathesis.toml", arguments)


APIS = {"omni": omni, "gateway": gateway, "wapzi": wapzi}


def main() -> int:
    # All requests are local.
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]
    arguments = sys.argv[1:]
    names = [arguments.pop(0)] if arguments and arguments[0] in APIS else list(APIS)
    worst = 0
    for name in names:
        print(f"== {name}", flush=True)
        worst = max(worst, APIS[name](arguments))
    return worst


if __name__ == "__main__":
    sys.exit(main())
