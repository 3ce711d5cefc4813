"""Webhooks of the started program, as a user has them: a small receiver, the published verifiers of
Standard Webhooks (PyPI and npm), kills, replays, and `omni webhooks`. One line a check.
"""

import contextlib
import http.server
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import time

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from checks import Checks
from live_server import BUSINESS, PEOPLE, WAIT, LiveServer, banner, call, end, omni, until

KILLS = int(os.environ.get("OMNI_WEBHOOK_KILLS", "3"))
VERIFY = pathlib.Path(__file__).resolve().parent.parent / "node" / "verify-webhooks.cjs"
EMPTY = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
SIGNED = ("webhook-id", "webhook-timestamp", "webhook-signature")


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """A connection of a server that was killed breaks off."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Receiver:
    """Records deliveries; `answers` are the statuses of the next ones, then 204."""

    def __init__(self):
        self.received, self.answers, self.lock = [], [], threading.Lock()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                with receiver.lock:
                    receiver.received.append((headers, body))
                    status = receiver.answers.pop(0) if receiver.answers else 204
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def all(self):
        with self.lock:
            return list(self.received)

    def texts(self):
        return [json.loads(body)["data"].get("textContent") for _, body in self.all()]


class Program:
    """The network, which stays, and the server, which is killed and started again."""

    def __init__(self, stack):
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="omni-webhooks-")))
        (self.folder / "home").mkdir()
        self.log = stack.enter_context(open(self.folder / "log", "wb"))
        self.network_process = self.run(["sandbox"], {})
        stack.callback(end, self.network_process)
        self.network = banner(self.network_process)
        self.key, self.process, self.port = None, None, "0"
        stack.callback(lambda: end(self.process))
        self.start()

    def run(self, arguments, env):
        return subprocess.Popen(
            [omni(), *arguments], cwd=self.folder, stdout=subprocess.PIPE, stderr=self.log,
            env={"HOME": str(self.folder / "home"), "NO_COLOR": "1", **env},
        )

    def start(self):
        env = {
            "OMNI__WHATSAPP__URL": self.network["whatsappUrl"],
            "OMNI__OUTBOUND__ALLOW": "127.0.0.1",
            "OMNI__PIPELINE__SEND_WAIT_MS": "1500",
            "OMNI__PIPELINE__CONNECT_WAIT_MS": "3000",
        }
        data = str(self.folder / "data")
        self.process = self.run(["serve", "--json", "--port", self.port, "--data-dir", data], env)
        shown = banner(self.process)
        self.key = self.key or shown["apiKey"]
        self.port = shown["url"].rsplit(":", 1)[1].strip("/")
        home = self.folder / "home"
        self.server = LiveServer(shown["url"], self.key, self.network["controlUrl"], home)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def command(self, *arguments, **options):
        env = {"OMNI_URL": self.server.url, "OMNI_API_KEY": self.key, "PATH": os.environ["PATH"],
               "HOME": str(self.folder / "home"), "NO_COLOR": "1"}
        return subprocess.run([omni(), *arguments], env=env, capture_output=True, text=True,
                              timeout=WAIT, **options)


def verify_with_node(secret, deliveries):
    lines = "\n".join(
        json.dumps({"secret": secret, "headers": {name: headers[name] for name in SIGNED}, "body": body})
        for headers, body in deliveries
    )
    done = subprocess.run(["node", str(VERIFY)], input=lines, capture_output=True, text=True, timeout=WAIT)
    assert done.returncode == 0, done.stderr[-500:]
    assert int(done.stdout) == len(deliveries), done.stdout


def verify_with_python(secret, deliveries):
    for headers, body in deliveries:
        Webhook(secret).verify(body, {name: headers[name] for name in SIGNED})
        try:
            Webhook(secret).verify(body + " ", {name: headers[name] for name in SIGNED})
        except WebhookVerificationError:
            continue
        raise AssertionError("a changed body is accepted")


def say(server, person, text):
    server.phone(f"/{person}/send", {"to": BUSINESS, "type": "text", "text": text})


def main():
    check, receiver = Checks(), Receiver()
    with contextlib.ExitStack() as stack:
        program = Program(stack)
        program.server.populate()
        server, ann = program.server, PEOPLE[1][0]
        made = {}

        def create():
            done = program.command(
                "webhooks", "create", receiver.url, "--event", "message.received", "--instance", "shop", "--json"
            )
            assert done.returncode == 0, done.stderr
            made.update(json.loads(done.stdout))
            assert made["secret"].startswith("whsec_"), made

        check("`omni webhooks create` shows the secret once", create)
        if not made:
            print("Without an endpoint there is nothing more to check.")
            print(f"{check.passed} passed, {check.failed} failed")
            sys.exit(1)

        def tested():
            done = program.command("webhooks", "test", made["id"])
            assert done.returncode == 0 and "204" in done.stdout, done.stdout + done.stderr
            verify_with_python(made["secret"], receiver.all()[-1:])

        check("`omni webhooks test` shows the answer", tested)
        receiver.received.clear()

        def delivered():
            for number in range(20):
                say(server, ann, f"first {number}")
            until("20 deliveries", lambda: len(receiver.all()) >= 20)
            assert sorted(receiver.texts()) == sorted(f"first {number}" for number in range(20))

        check("every event is delivered", delivered)
        check("PyPI's standardwebhooks verifies each delivery",
              lambda: verify_with_python(made["secret"], receiver.all()))
        check("npm's standardwebhooks verifies each delivery",
              lambda: verify_with_node(made["secret"], receiver.all()))

        def rotated():
            path = f"/webhook-endpoints/{made['id']}/rotate-secret"
            new = server.api("POST", path, {"overlapSeconds": 600})["secret"]
            before = len(receiver.all())
            say(server, ann, "rotated")
            until("a delivery", lambda: len(receiver.all()) > before)
            last = receiver.all()[-1:]
            for secret in (new, made["secret"]):
                verify_with_python(secret, last)
                verify_with_node(secret, last)
            made["secret"] = server.api("POST", path, {"overlapSeconds": 0})["secret"]
            before = len(receiver.all())
            say(server, ann, "rotated again")
            until("a delivery", lambda: len(receiver.all()) > before)
            verify_with_node(made["secret"], receiver.all()[-1:])
            try:
                verify_with_python(new, receiver.all()[-1:])
            except WebhookVerificationError:
                return
            raise AssertionError("the previous secret still verifies")

        check("a rotated secret overlaps for as long as was asked for", rotated)

        def repeated():
            with receiver.lock:
                receiver.answers[:] = [503]
            say(server, ann, "busy")
            until("a repeat", lambda: receiver.texts().count("busy") == 2)
            ids = [headers["webhook-id"] for headers, body in receiver.all() if "busy" in body]
            assert ids[0] == ids[1], ids
            path = f"/webhook-deliveries/{ids[0]}"
            until("it is recorded", lambda: server.api("GET", path)["status"] == "delivered")
            attempts = server.api("GET", path)["attempts"]
            assert [one["response"]["status"] for one in attempts] == [503, 204], attempts

        check("503 is repeated with the same id", repeated)

        def refused():
            endpoint, other = f"/webhook-endpoints/{made['id']}", "0195a3c0-0000-7000-8000-000000000000"
            create = lambda **members: ("POST", "/webhook-endpoints", {"url": receiver.url, **members}, 400)
            for method, path, body, expected in [
                create(url="x"), create(url="http://10.0.0.1/"), create(url="http://[::ffff:10.0.0.1]/"),
                create(url="http://2130706434/"), create(url="https://me:secret@example.com/"),
                create(url="https://example.com/" + "a" * 3000), create(events=["massage.*"]),
                create(events=["presence.*"]), create(events=["*"] * 51), create(instanceIds=[]),
                create(chatId=other), create(chatTypes=["dm"] * 6), create(headers={"host": "x"}),
                create(headers={"x": "a\r\nb: c"}), create(headers={"X": "a", "x": "b"}),
                create(headers={f"x-{number}": "x" for number in range(21)}), create(retryDelays=[2**40]),
                create(timeoutMs=1), create(disableAfter=-1), create(since=10**15), create(envelope="other"),
                create(caCertificates=EMPTY), create(clientCertificate=EMPTY), create(unknown=1),
                ("POST", "/webhook-endpoints", {"url": receiver.url, "instanceIds": [other]}, 404),
                ("PATCH", endpoint, {"url": "http://10.0.0.1/"}, 400), ("PATCH", endpoint, {"unknown": 1}, 400),
                ("POST", f"{endpoint}/rotate-secret", {"overlapSeconds": 10**6}, 400),
                ("POST", f"{endpoint}/enable", {"sendMissed": "yes"}, 400),
                ("GET", "/webhook-endpoints/x", None, 400), ("GET", f"/webhook-endpoints/{other}", None, 404),
                ("POST", f"/webhook-endpoints/{other}/test", {}, 404),
                ("DELETE", f"/webhook-endpoints/{other}", None, 404),
                ("GET", "/webhook-deliveries?status=lost", None, 400),
                ("GET", f"/webhook-deliveries?endpointId={other}", None, 404),
                ("GET", f"/webhook-deliveries/{other}", None, 404),
                ("POST", f"/webhook-deliveries/{other}/replay", {}, 404),
                ("POST", "/webhook-deliveries/replay", {"status": ["delivered"]}, 400),
            ]:
                status, answer = call(method, f"{server.url}/api/v2{path}", program.key, body)
                assert status == expected, f"{method} {path} {body}: {status} {answer}"
                assert answer["error"]["code"] and answer["error"]["message"], answer
            assert len(server.api("GET", "/webhook-endpoints")["items"]) == 1, "none of them was created"

        check("wrong input is refused with the reason", refused)

        for kill in range(KILLS):
            def killed(kill=kill):
                texts = [f"kill {kill} {number}" for number in range(40)]
                sending = threading.Thread(target=lambda: [say(server, ann, text) for text in texts])
                sending.start()
                time.sleep(0.05 + 0.2 * kill)
                program.kill()
                program.start()
                sending.join()
                until("all of them", lambda: set(texts) <= set(receiver.texts()))
                ids = {}
                for headers, body in receiver.all():
                    event = json.loads(body)["data"]["id"]
                    assert ids.setdefault(event, headers["webhook-id"]) == headers["webhook-id"], event

            check(f"SIGKILL {kill + 1}: nothing is lost, repeats have their id", killed)
        server = program.server

        def replayed():
            with receiver.lock:
                receiver.answers[:] = [400]
            say(server, ann, "refused")
            failed = until("a failure", lambda: json.loads(
                program.command("webhooks", "deliveries", "--status", "failed", "--json").stdout))
            assert failed[0]["responseStatus"] == 400, failed
            done = program.command("webhooks", "replay", "--failed")
            assert done.returncode == 0 and done.stdout.startswith("1 "), done.stdout + done.stderr
            until("it again", lambda: receiver.texts().count("refused") == 2)
            ids = [headers["webhook-id"] for headers, body in receiver.all() if "refused" in body]
            assert ids[0] == ids[1] == failed[0]["id"], ids
            one = program.command("webhooks", "replay", failed[0]["id"])
            assert one.returncode == 0, one.stderr
            until("once more", lambda: receiver.texts().count("refused") == 3)

        check("what failed is replayed, all and one, with its id", replayed)

        def ranged():
            listed = lambda *arguments: json.loads(
                program.command("webhooks", "deliveries", "--json", "--limit", "100", *arguments).stdout)
            newest = listed()[0]
            assert newest["id"] in {one["id"] for one in listed("--since", newest["createdAt"])}, newest
            assert newest["id"] not in {one["id"] for one in listed("--until", newest["createdAt"])}, newest
            assert listed("--event", "message.sent") == [], "of another type"
            one = json.loads(program.command("webhooks", "deliveries", newest["id"], "--json").stdout)
            assert one["attempts"][0]["response"]["status"] == 400, one
            shown = program.command("webhooks", "deliveries", newest["id"])
            assert shown.returncode == 0 and "message.received" in shown.stdout, shown
            until("it is recorded", lambda: not listed("--status", "pending"))
            before = len(receiver.all())
            wanted = listed("--since", newest["createdAt"], "--status", "delivered")
            done = program.command("webhooks", "replay", "--since", newest["createdAt"], "--status",
                                   "delivered", "--json")
            assert json.loads(done.stdout) == {"replayed": len(wanted)}, done
            until("the range again", lambda: len(receiver.all()) == before + len(wanted))

        check("deliveries of a period are listed, shown with their attempts, and replayed", ranged)

        def listened():
            local = Receiver()
            env = {"OMNI_URL": server.url, "OMNI_API_KEY": program.key, "PATH": os.environ["PATH"], "NO_COLOR": "1"}
            listener = subprocess.Popen(
                [omni(), "webhooks", "listen", "--event", "message.*", "--forward-to", local.url],
                env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
            try:
                assert listener.stderr.readline().startswith("Listening"), "it greets"
                secret = listener.stderr.readline().split()[-1]
                say(server, ann, "live")
                until("the event", lambda: "live" in local.texts())
                verify_with_python(secret, local.all())
                verify_with_node(secret, local.all())
                line = listener.stdout.readline()
                assert "message.received" in line and "204" in line, line
                live = next(json.loads(body) for _, body in local.all() if "live" in body)
                delivered = until("the same delivery", lambda: [
                    one for one in (json.loads(body) for _, body in receiver.all())
                    if one["data"]["id"] == live["data"]["id"]])
                assert delivered[0] == live, "as a delivery has it"
            finally:
                listener.terminate()
                listener.wait(WAIT)

        check("`omni webhooks listen` forwards live events, signed", listened)

        def disabled():
            before = len(receiver.all())
            with receiver.lock:
                receiver.answers[:] = [410]
            say(server, ann, "gone")
            path = f"/webhook-endpoints/{made['id']}"
            until("it is disabled", lambda: server.api("GET", path)["disabledReason"] == "gone")
            say(server, ann, "missed")
            events = server.api("GET", "/events?eventType=webhook.endpoint_disabled")["items"]
            assert events[0]["payload"]["endpointId"] == made["id"], events
            done = program.command("webhooks", "enable", made["id"], "--send-missed")
            assert done.returncode == 0 and "is active" in done.stdout, done
            until("what it missed", lambda: "missed" in receiver.texts()[before:])

        check("410 disables an endpoint; enabled again it gets what it missed", disabled)

        def listed():
            done = program.command("webhooks", "list")
            assert done.returncode == 0 and receiver.url in done.stdout and "active" in done.stdout, done
            assert "whsec_" not in done.stdout + json.dumps(server.api("GET", "/webhook-endpoints"))

        check("`omni webhooks list` shows it without its secret", listed)
    print(f"{check.passed} passed, {check.failed} failed")
    sys.exit(1 if check.failed else 0)


if __name__ == "__main__":
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    main()
