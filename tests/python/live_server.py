"""A built server with data in it, on free loopback ports, for tests from outside the process.

The network is the simulated one of the same binary (`omni sandbox`): a number is linked,
receives messages and answers them. Only the standard library is used.
"""

import contextlib
import json
import os
import pathlib
import subprocess
import tempfile
import time
import urllib.error
import urllib.request

BUSINESS = "5511900000001"
PEOPLE = [("5511900000002", "Ana"), ("15550002222", "Ann"), ("5219981234567", "Beto")]
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
WAIT = 30


def omni() -> pathlib.Path:
    """`OMNI_BIN`, else the binary that the other tests built, with the feature `sandbox`."""
    if binary := os.environ.get("OMNI_BIN"):
        return pathlib.Path(binary).resolve()
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    return pathlib.Path(target).resolve() / "debug" / "omni"


def call(method: str, url: str, key: str | None = None, body=None):
    """Sends JSON, returns (status, JSON)."""
    data = None if body is None else json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    if key:
        headers["x-api-key"] = key
    request = urllib.request.Request(url, data=data, headers=headers, method=method)
    # All requests are local, so no proxy is used.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=WAIT) as answer:
            return answer.status, json.loads(answer.read() or b"null")
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"null")


def until(what: str, check):
    """What `check` finds, as soon as it finds something."""
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        found = check()
        if found:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not within {WAIT} s: {what}")


class LiveServer:
    """Addresses, the key, and ids of the rows that exist."""

    def __init__(self, url: str, key: str, control: str, home: pathlib.Path):
        self.url, self.key, self.control, self.home = url, key, control, home
        self.instance = self.chat = self.message = ""

    def api(self, method: str, path: str, body=None):
        status, answer = call(method, f"{self.url}/api/v2{path}", self.key, body)
        assert status < 300, f"{method} {path}: {status} {answer}"
        return answer

    def phone(self, path: str, body):
        status, answer = call("POST", f"{self.control}/phones{path}", None, body)
        assert status < 300, f"{path}: {status} {answer}"
        return answer

    def populate(self):
        """Links a number and holds conversations through it."""
        self.phone("", {"number": BUSINESS, "push_name": "Bike shop"})
        made = self.api("POST", "/instances", {"name": "shop", "channel": "whatsapp-baileys"})
        self.instance = made["id"]
        status = self.api("POST", f"/instances/{self.instance}/connect", {})
        self.phone(f"/{BUSINESS}/scan", {"qr": status["qr"]})
        path = f"/instances/{self.instance}"
        until("connected", lambda: self.api("GET", f"{path}/status")["isConnected"])
        for number, name in PEOPLE:
            self.phone("", {"number": number, "push_name": name})
            for text in ("hello", "is the red bike still there?"):
                self.phone(f"/{number}/send", {"to": BUSINESS, "type": "text", "text": text})
            self.phone(
                f"/{number}/send",
                {"to": BUSINESS, "type": "media", "kind": "image", "mime": "image/png",
                 "data": PIXEL, "caption": "this one"},
            )
        events = f"/events?eventType=message.received&instanceId={self.instance}&limit=100"
        wanted = 3 * len(PEOPLE)
        until("the messages", lambda: len(self.api("GET", events)["items"]) >= wanted)
        for number, _ in PEOPLE:
            body = {"instanceId": self.instance, "to": f"+{number}", "text": "yes, it is"}
            self.message = self.api("POST", "/messages", body)["messageId"]
        self.chat = self.api("GET", f"{path}/chats")["items"][0]["id"]
        self.api("POST", "/instances", {"name": "spare", "channel": "whatsapp-baileys"})
        self.api("POST", "/api-keys", {"name": "bot", "scopes": ["messages:send"]})


def banner(process: subprocess.Popen):
    line = process.stdout.readline()
    assert line, f"{process.args} ended before it printed its address"
    return json.loads(line)


@contextlib.contextmanager
def live_server(log=None, settings=None):
    """Starts the network and the server, populates them, and ends both."""
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="omni-test-")))
        (folder / "home").mkdir()
        log = stack.enter_context(open(log or folder / "log", "wb"))

        def run(arguments, env):
            process = subprocess.Popen(
                [omni(), *arguments], cwd=folder, stdout=subprocess.PIPE, stderr=log,
                env={"HOME": str(folder / "home"), "NO_COLOR": "1", **env},
            )
            stack.callback(end, process)
            return banner(process)

        network = run(["sandbox"], {})
        env = {
            "OMNI__WHATSAPP__URL": network["whatsappUrl"],
            "OMNI__OUTBOUND__ALLOW": "127.0.0.1",
            "OMNI__PIPELINE__SEND_WAIT_MS": "1500",
            "OMNI__PIPELINE__CONNECT_WAIT_MS": "3000",
            **(settings or {}),
        }
        server = run(["serve", "--json", "--port", "0", "--data-dir", str(folder / "data")], env)
        result = LiveServer(server["url"], server["apiKey"], network["controlUrl"], folder / "home")
        result.populate()
        yield result


def end(process: subprocess.Popen):
    process.terminate()
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
