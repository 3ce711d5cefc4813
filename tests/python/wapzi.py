"""Wapzi's API of the started program: the acceptance list of its documentation, and each error of it.
Entry points and keys are managed with `omni entry-points`. One line a check.
"""

import contextlib
import html
import http.server
import json
import os
import pathlib
import re
import subprocess
import tempfile
import threading

from checks import Checks
from http_calls import Client
from live_server import WAIT, banner, end, omni, until

ANSWER = "Hello! I can help with the order status. Please send your number."

# The documented example for Node.js, except for the host and the id.
EXAMPLE = """
const response = await fetch('HOST/v1/entry-points/entry_point_123/execute', {
method: 'POST',
headers: {
'Content-Type': 'application/json',
'x-api-key': process.env.WAPZI_API_KEY,
},
body: JSON.stringify({
message: 'Hello, I want to talk about pricing.',
}),
});
if (!response.ok) {
const error = await response.json();
throw new Error(error.message || 'Wapzi integration error');
}
const data = await response.json();
console.log(data.executionId);
const result = await fetch(`HOST/v1/executions/${data.executionId}`, {
headers: {
'Content-Type': 'application/json',
'x-api-key': process.env.WAPZI_API_KEY,
},
});
console.log(await result.json());
"""


def same(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


class Model(http.server.BaseHTTPRequestHandler):
    """An agent with the OpenAI API. It fails if the user asks for that, and waits until `go` is set if the
    user asks to wait."""

    go, waits = threading.Event(), threading.Event()

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        text = json.dumps([one for one in body["messages"] if one["role"] == "user"][-1])
        if "wait" in text and "newer" not in text:
            self.waits.set()
            self.go.wait(WAIT)
        status = 400 if "fail" in text else 200
        choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": ANSWER}}
        data = json.dumps({"id": "1", "object": "chat.completion", "created": 0, "model": "m",
                           "choices": [choice]}).encode()
        with contextlib.suppress(OSError):
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

    def log_message(self, *_):
        pass


class Program:
    """A server with a data folder of its own, and what is set up in it."""

    def __init__(self, stack):
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="omni-wapzi-")))
        self.log = stack.enter_context(open(self.folder / "log", "ab"))
        self.env = {"HOME": str(self.folder), "NO_COLOR": "1", "PATH": os.environ["PATH"],
                    "OMNI__DATA__DIR": str(self.folder / "data"), "OMNI__OUTBOUND__ALLOW": "127.0.0.1",
                    "OMNI__WHATSAPP__URL": "ws://127.0.0.1:9/ws/chat"}
        self.process = None
        self.admin_key = None
        stack.callback(self.stop)

    def start(self):
        self.process = subprocess.Popen([omni(), "serve", "--json", "--port", "0"], cwd=self.folder,
                                        stdout=subprocess.PIPE, stderr=self.log, env=self.env)
        greeting = banner(self.process)
        self.url = greeting["url"].rstrip("/")
        self.admin_key = greeting["apiKey"] or self.admin_key

    def stop(self):
        if self.process:
            end(self.process)
            self.process = None

    def command(self, *arguments):
        done = subprocess.run([omni(), "--json", *arguments], env=self.env, cwd=self.folder,
                              capture_output=True, text=True, timeout=WAIT)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def omni(self, method, path, body=None):
        answer = Client({"x-api-key": self.admin_key}).send(method, f"{self.url}/api/v2{path}", body)
        assert answer.status < 300, answer
        return answer.body

    def send(self, method, path, body=None, key=None):
        headers = {"x-api-key": key} if key else {}
        return Client(headers).send(method, f"{self.url}{path}", body)


class Account:
    """What the acceptance list needs."""

    def __init__(self, program, model_url):
        self.program = program
        program.start()
        agent = {"type": "openai", "apiUrl": model_url, "agentId": "m"}
        bot = program.omni("POST", "/instances", {"name": "bot", "channel": "api", "agent": agent})
        program.omni("POST", f"/instances/{bot['id']}/connect", {})
        program.stop()
        manage = lambda *rest: program.command("entry-points", *rest)  # noqa: E731
        self.point = manage("create", "support")["id"]
        self.empty = manage("create", "empty")["id"]
        self.away = manage("create", "away")["id"]
        self.closed = manage("create", "closed")["id"]
        for name in ["support", "away", "closed"]:
            attendant = manage("attend", name, "--instance", "bot")["id"]
            if name == "away":
                changed = manage("update", attendant, "--available", "false", "--limit", "2", "--position", "3")
                same([changed[name] for name in ("available", "maxConversations", "position")], [False, 2, 3])
        self.people = manage("create", "people")["id"]
        program.command("users", "create", "eva@example.com", "--direct")
        manage("attend", "people", "--user", "eva@example.com")
        manage("deactivate", "closed")
        program.command("tenants", "create", "inactive")
        self.inactive_key = manage("key", "--tenant", "inactive")["key"]
        program.command("tenants", "suspend", "inactive")
        self.old_key = manage("key")["key"]
        self.key = manage("key")["key"]
        program.start()

    def execute(self, message, conversation=None, point=None, key=None):
        body = {"message": message, **({"conversationId": conversation} if conversation else {})}
        path = f"/v1/entry-points/{self.point if point is None else point}/execute"
        return self.program.send("POST", path, body, key or self.key)

    def execution(self, id, key=None):
        return self.program.send("GET", f"/v1/executions/{id}", None, key or self.key)

    def ended(self, id):
        def check():
            found = self.execution(id).body
            return found if found["status"] not in ("queued", "processing") else None
        return until("the execution ends", check)


def refused(answer, status, message):
    words = {400: "Bad Request", 401: "Unauthorized"}[status]
    same((answer.status, answer.body), (status, {"statusCode": status, "message": message, "error": words}))


def accepted_list(check, account):
    def exchange():
        accepted = account.execute("Hello, I need help with my order")
        same((accepted.status, accepted.body["status"]), (202, "queued"))
        same(sorted(accepted.body), ["conversationId", "executionId", "status"])
        same([accepted.body[name].split("_")[0] for name in ("conversationId", "executionId")], ["conv", "exec"])
        found = account.ended(accepted.body["executionId"])
        same(found, {"conversationId": accepted.body["conversationId"], "status": "completed",
                     "executionId": accepted.body["executionId"], "response": ANSWER})

    def failed():
        accepted = account.execute("please fail")
        found = account.ended(accepted.body["executionId"])
        same((found["status"], found["response"]), ("failed", None))

    def superseded():
        first = account.execute("wait").body
        assert Model.waits.wait(WAIT), "the agent is asked"
        second = account.execute("newer", first["conversationId"]).body
        same(second["conversationId"], first["conversationId"])
        same(account.ended(second["executionId"])["status"], "completed")
        Model.go.set()
        found = account.ended(first["executionId"])
        same((found["status"], found["response"]), ("superseded", None))

    check("POST returns 202 with an executionId; GET returns the answer", exchange)
    check("GET returns failed if the agent fails", failed)
    check("GET returns superseded for what a newer message of its conversation replaced", superseded)


def run(*command, **more):
    done = subprocess.run(command, capture_output=True, text=True, timeout=WAIT, check=False, **more)
    assert done.returncode == 0, done.stderr
    return done.stdout


def examples(check, account):
    """The commands and the program of the documentation, as they are there."""
    program = account.program
    headers = ["-H", "Content-Type: application/json", "-H", f"x-api-key: {account.key}"]

    def with_curl():
        url = f"{program.url}/v1/entry-points/{account.point}/execute"
        body = """{
"message": "Hello, I need help with my order"
}"""
        accepted = json.loads(run("curl", "-sS", "-X", "POST", url, *headers, "-d", body))
        same(accepted["status"], "queued")
        account.ended(accepted["executionId"])
        url = f"{program.url}/v1/executions/{accepted['executionId']}"
        found = json.loads(run("curl", "-sS", "-X", "GET", url, *headers))
        same((found["status"], found["response"]), ("completed", ANSWER))

    def with_node():
        text = EXAMPLE.replace("HOST", program.url).replace("entry_point_123", account.point)
        out = run("node", "--input-type=module", "-e", text, env={**os.environ, "WAPZI_API_KEY": account.key})
        execution, result = out.split("\n", 1)
        assert execution.startswith("exec_") and f"executionId: '{execution}'" in result, out

    check("the examples for cURL", with_curl)
    check("the example for Node.js", with_node)


def page_examples(check, account):
    """The same of the page that this server has at /docs."""
    program = account.program
    page = program.send("GET", "/docs").body.decode()
    blocks = [html.unescape(one) for one in re.findall("<pre><code>(.*?)</code></pre>", page, re.DOTALL)]
    env = {**os.environ, "HOST": program.url, "WAPZI_HOST": program.url, "ENTRY_POINT": account.point,
           "WAPZI_API_KEY": account.key}

    def block(start):
        [found] = [one for one in blocks if one.startswith(start)]
        return found

    def with_curl():
        accepted = json.loads(run("bash", "-c", block("curl -X POST"), env=env))
        same(accepted["status"], "queued")
        account.ended(accepted["executionId"])
        own = {**env, "EXECUTION": accepted["executionId"]}
        found = json.loads(run("bash", "-c", block('curl "$HOST/v1/executions'), env=own))
        same((found["status"], found["response"]), ("completed", ANSWER))

    def with_node():
        text = block("const host").replace("entry_point_123", account.point)
        out = run("node", "--input-type=module", "-e", text, env=env)
        execution, result = out.split("\n", 1)
        assert execution.startswith("exec_") and f"executionId: '{execution}'" in result, out

    check("the commands of /docs", with_curl)
    check("the program of /docs", with_node)


def rotation(check, account):
    program = account.program

    def rotated():
        old, account.key = account.key, program.omni("POST", "/entry-points/key/rotate")["key"]
        refused(account.execute("hi", key=old), 401, "Invalid API key")
        same(account.execute("hi").status, 202)

    check("a key that is rotated while the server runs replaces the previous one at once", rotated)


def errors(check, account):
    program = account.program
    unknown = "entry_point_" + "0" * 32
    rows = [
        ("entryPointId is required", 400, lambda: account.execute("hi", point="")),
        ("Invalid entryPointId", 400, lambda: account.execute("hi", point="entry_point_123")),
        ("Invalid entryPointId", 400, lambda: account.execute("hi", point=unknown)),
        ("Invalid entryPointId", 400, lambda: account.execute("hi", point=account.closed)),
        ("Entry point has no available agent attendant", 400, lambda: account.execute("hi", point=account.away)),
        ("Entry point has no available agent attendant", 400, lambda: account.execute("hi", point=account.people)),
        ("Entry point has no attendants configured", 400, lambda: account.execute("hi", point=account.empty)),
        ("Invalid executionId for this account", 400, lambda: account.execution("exec_123")),
        ("Invalid conversationId", 400, lambda: account.execute("hi", "conv_123")),
        ("Missing API key", 401, lambda: program.send("GET", "/v1/executions/x")),
        ("Missing API key", 401, lambda: program.send("POST", f"/v1/entry-points/{account.point}/execute", {})),
        ("Invalid API key", 401, lambda: account.execution("x", "ak_" + "x" * 32)),
        ("Invalid API key", 401, lambda: account.execution("x", account.old_key)),
        ("Invalid API key", 401, lambda: account.execution("x", program.admin_key)),
    ]
    for message, status, send in rows:
        check(f"{status} {message}", lambda send=send, status=status, message=message:
              refused(send(), status, message))

    def unavailable():
        bot = program.omni("GET", "/instances")["items"][0]["id"]
        program.omni("POST", f"/instances/{bot}/disconnect", {})
        refused(account.execute("hi"), 400, "Entry point has no available agent attendant")
        program.omni("POST", f"/instances/{bot}/connect", {})
        same(account.execute("hi").status, 202)

    def inactive():
        for answer in [account.execution("x", account.inactive_key),
                       account.execute("hi", key=account.inactive_key)]:
            same((answer.status, answer.body["statusCode"], answer.body["error"]), (403, 403, "Forbidden"))

    check("403 for the key of an inactive account", inactive)
    check("400 Entry point has no available agent attendant, while it is disconnected", unavailable)


def main():
    check = Checks()
    with contextlib.ExitStack() as stack:
        model = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Model)
        threading.Thread(target=model.serve_forever, daemon=True).start()
        stack.callback(model.shutdown)
        program = Program(stack)
        account = Account(program, f"http://127.0.0.1:{model.server_port}/v1")
        used = [account.key]
        accepted_list(check, account)
        examples(check, account)
        page_examples(check, account)
        errors(check, account)
        rotation(check, account)
        page = program.send("GET", "/docs").body
        for part in [b"/execute", b"How to get the API key in the dashboard", b"Quick example (Node.js)",
                     b"Homologation checklist"]:
            check(f"/docs has {part.decode()}", lambda part=part: same(part in page, True))

        def unlogged():
            text = (program.folder / "log").read_text(errors="replace")
            secrets = [*used, account.key, account.inactive_key, "Hello, I need help"]
            assert not [one for one in secrets if one in text], "a secret is in the log"
            assert "panicked" not in text, text[-2000:]

        check("no key and no text is in the log", unlogged)
    check.end()


if __name__ == "__main__":
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    main()
