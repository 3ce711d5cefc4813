"""Users and sign-in of the started program, as people have them: over HTTP, with `omni users`, and with
npm's `oidc-provider`. One line a check.
"""

import base64
import concurrent.futures
import contextlib
import hashlib
import hmac
import json
import os
import pathlib
import re
import struct
import subprocess
import tempfile
import time
import urllib.parse

from checks import Checks
from http_calls import Client, Socket
from live_server import WAIT, banner, end, omni, until

PROVIDER = pathlib.Path(__file__).resolve().parent.parent / "node" / "oidc-provider.mjs"
OWNER, PASSWORD = "root@example.com", "correct horse battery"
UNKNOWN = "00000000-0000-4000-8000-000000000000"
ROLES = ("owner", "admin", "agent", "viewer")
COOKIE, SECURE_COOKIE, FLOW = "omni_session", "__Host-omni_session", "omni_sign_in"
# Longer than 50 tries take on a slow machine.
PAUSE_S = 120
CLIENT_SECRET = "a secret of this test only"
# What must be in no log.
SECRET = {PASSWORD, CLIENT_SECRET}


def same(found, expected):
    assert found == expected, f"{found!r} instead of {expected!r}"


class Program:
    """A server with a data folder of its own."""

    def __init__(self, stack, name, env):
        self.folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"omni-{name}-")))
        self.log = stack.enter_context(open(self.folder / "log", "ab"))
        self.port, self.key, self.process = "0", None, None
        stack.callback(lambda: self.process and end(self.process))
        self.launch(env)

    def environment(self, env):
        # All tries come from one address here.
        return {"HOME": str(self.folder), "NO_COLOR": "1", "PATH": os.environ["PATH"],
                "OMNI__DATA__DIR": str(self.folder / "data"), "OMNI__OUTBOUND__ALLOW": "127.0.0.1",
                "OMNI__AUTH__ADDRESS_ATTEMPTS": "1000",
                # Nothing is connected.
                "OMNI__WHATSAPP__URL": "ws://127.0.0.1:9/ws/chat", **env}

    def launch(self, env):
        self.env = env
        self.process = subprocess.Popen(
            [omni(), "serve", "--json", "--port", self.port], cwd=self.folder, stdout=subprocess.PIPE,
            stderr=self.log, env=self.environment(env),
        )

    def greet(self):
        self.banner = banner(self.process)
        self.url = self.banner["url"]
        self.port = self.url.rsplit(":", 1)[1].strip("/")
        if self.banner["apiKey"]:
            self.key = self.banner["apiKey"]
            SECRET.add(self.key)
        self.admin = Client({"x-api-key": self.key})
        return self

    def stop(self):
        end(self.process)

    def restart(self, env=None):
        self.stop()
        self.launch(self.env if env is None else env)
        return self.greet()

    def api(self, client, method, path, body=None, headers=None):
        return client.send(method, f"{self.url}/api/v2{path}", body, headers)

    def sign_in(self, email, password=PASSWORD, kind="bearer", client=None, headers=None, **more):
        body = {"email": email, "password": password, "kind": kind, **more}
        return self.api(client or Client(), "POST", "/auth/login", body, headers)

    def bearer(self, email, password=PASSWORD, **more):
        return Bearer(self, self.sign_in(email, password, **more))

    def browser(self, email, password=PASSWORD):
        return Browser(self, email, password)

    def create(self, email, role, **more):
        body = {"email": email, "name": role.title(), "role": role, "password": PASSWORD,
                "mustChangePassword": False, "isOperator": False, **more}
        made = self.api(self.admin, "POST", "/users", body)
        same(made.status, 201)
        return made.body["user"]["id"]

    def command(self, *arguments, direct=False):
        env = self.environment(self.env)
        if not direct:
            env |= {"OMNI_URL": self.url, "OMNI_API_KEY": self.key}
        return subprocess.run([omni(), "users", *arguments], env=env, cwd=self.folder, capture_output=True,
                              text=True, timeout=WAIT)


class Bearer:
    """A client that carries tokens."""

    def __init__(self, program, signed_in):
        assert signed_in.status == 200, signed_in
        self.program, self.user = program, signed_in.body["user"]
        self.take(signed_in.body["tokens"])

    def take(self, tokens):
        self.access, self.refresh_token = tokens["accessToken"], tokens["refreshToken"]
        self.expires_in = tokens["expiresIn"]
        SECRET.update((self.access, self.refresh_token))
        self.client = Client({"authorization": f"Bearer {self.access}"})

    def send(self, method, path, body=None):
        return self.program.api(self.client, method, path, body)

    def refresh(self, token=None):
        body = {"refreshToken": token or self.refresh_token}
        return self.program.api(Client(), "POST", "/auth/refresh", body)

    def line(self):
        return self.send("GET", "/auth/session").line


class Browser:
    """A client that keeps cookies."""

    def __init__(self, program, email, password):
        self.program, self.client = program, Client(keeps_cookies=True)
        self.signed_in = program.sign_in(email, password, "cookie", self.client)
        assert self.signed_in.status == 200, self.signed_in
        self.csrf = self.signed_in.body["csrfToken"]
        SECRET.update(cookie.value for cookie in self.client.jar)

    def send(self, method, path, body=None, csrf=None, **headers):
        if csrf:
            headers["x-csrf-token"] = csrf
        return self.program.api(self.client, method, path, body, headers)

    def cookie(self):
        return "; ".join(f"{one.name}={one.value}" for one in self.client.jar)

    def line(self):
        return self.send("GET", "/auth/session").line


def part(token, at):
    text = token.split(".")[at]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def encoded(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


# --- The first user ---


def first_user(check, configured, generated):
    def has_its_password():
        same((configured.banner["adminEmail"], configured.banner["adminPassword"]), (OWNER, None))
        user = configured.bearer(OWNER).user
        same([user[name] for name in ("role", "isOperator", "mustChangePassword")], ["owner", True, False])

    check("the first owner is that of OMNI_ADMIN_EMAIL and OMNI_ADMIN_PASSWORD", has_its_password)

    def must_change_it():
        email, password = generated.banner["adminEmail"], generated.banner["adminPassword"]
        same(email, "admin@localhost")
        SECRET.add(password)
        first = generated.bearer(email, password)
        assert first.user["mustChangePassword"] and first.user["role"] == "owner", first.user
        same(first.send("GET", "/instances").line, "403 FORBIDDEN")
        same(first.send("GET", "/users").line, "403 FORBIDDEN")
        body = {"currentPassword": password, "newPassword": password}
        same(first.send("POST", "/auth/password", body).line, "400 VALIDATION_ERROR")
        same(first.send("POST", "/auth/password", {**body, "newPassword": "short"}).line, "400 VALIDATION_ERROR")
        changed = first.send("POST", "/auth/password", {**body, "newPassword": PASSWORD})
        same(changed.status, 200)
        same(first.send("GET", "/users").status, 200)
        same(generated.sign_in(email, password).line, "401 UNAUTHORIZED")

    check("without them a one-time password is shown and permits nothing but its change", must_change_it)


def shown_once(check, program):
    def once():
        same((program.banner["adminEmail"], program.banner["adminPassword"]), (None, None))
        same(program.sign_in("admin@localhost").status, 200)

    check("a restart shows no password and keeps the user", once)


# --- Cookies and tokens ---


def cookies(check, program):
    def attributes():
        here = program.sign_in(OWNER, kind="cookie")
        found, value = here.cookie(COOKIE)
        same(found, {"Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax"})
        assert value.startswith("omni_st_") and value not in json.dumps(here.body), value
        elsewhere = program.sign_in(OWNER, kind="cookie", headers={"host": "omni.example.com"})
        found, _ = elsewhere.cookie(SECURE_COOKIE)
        same(found, {"Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax", "Secure"})
        assert here.body.get("tokens") is None and elsewhere.cookie(COOKIE) is None, here

    check("the session's cookie is HttpOnly, SameSite=Lax and, except on this machine, Secure", attributes)

    def csrf():
        browser = program.browser(OWNER)
        new = {"name": "by cookie", "channel": "whatsapp-baileys"}
        same(browser.send("GET", "/instances").status, 200)
        same(browser.send("POST", "/instances", new).line, "403 FORBIDDEN")
        same(browser.send("POST", "/instances", new, csrf=program.browser(OWNER).csrf).line, "403 FORBIDDEN")
        made = browser.send("POST", "/instances", new, csrf=browser.csrf)
        same(made.status, 201)
        same(browser.send("DELETE", f"/instances/{made.body['id']}").line, "403 FORBIDDEN")
        same(browser.send("GET", "/auth/session").body["csrfToken"], browser.csrf)

    check("a change with a cookie needs the session's CSRF token", csrf)

    def origins():
        browser = program.browser(OWNER)
        same(browser.send("GET", "/instances", origin="https://evil.example").line, "403 FORBIDDEN")
        same(browser.send("POST", "/auth/logout", {}, browser.csrf, origin="null").line, "403 FORBIDDEN")
        same(browser.send("GET", "/instances", origin=program.url.rstrip("/")).status, 200)

    check("a page of another origin cannot use the cookie", origins)

    def signed_out():
        browser, other = program.browser(OWNER), program.browser(OWNER)
        cookie = browser.cookie()
        done = browser.send("POST", "/auth/logout", {}, browser.csrf)
        same(done.status, 200)
        assert "Max-Age=0" in done.cookie(COOKIE)[0], done.headers
        kept = program.api(Client({"cookie": cookie}), "GET", "/auth/session")
        same((kept.line, other.line()), ("401 UNAUTHORIZED", "200"))

    check("a sign-out voids the cookie at once, and no other session", signed_out)


def sockets(check, program):
    url = f"{program.url.rstrip('/')}/api/v2/ws/events"

    def opened(headers):
        found = Socket(url, headers)
        if found.status != 101:
            found.end()
        return found

    def closed():
        browser, client = program.browser(OWNER), program.bearer(OWNER)
        cookie = {"cookie": browser.cookie()}
        same(opened({"cookie": f"{COOKIE}=omni_st_{'a' * 43}"}).status, 401)
        same(opened({**cookie, "origin": "https://evil.example"}).status, 403)
        by_cookie = opened({**cookie, "origin": program.url.rstrip("/")})
        by_token, other = opened(client.client.headers), opened({"x-api-key": program.key})
        same((by_cookie.status, by_token.status, other.status), (101, 101, 101))
        browser.send("POST", "/auth/logout", {}, browser.csrf)
        same(by_cookie.closed(), 4401)
        client.send("POST", "/auth/logout", {})
        same(by_token.closed(), 4401)
        for one in (by_cookie, by_token, other):
            one.end()

    check("a sign-out closes the sockets of its session; no other page opens one", closed)


def tokens(check, program):
    def signed():
        client = program.bearer(OWNER)
        header, claims = part(client.access, 0), part(client.access, 1)
        assert header["alg"] == "EdDSA" and header["kid"], header
        same(claims["exp"] - claims["iat"], 600)
        assert 595 <= client.expires_in <= 600, client.expires_in
        same(set(claims), {"iss", "sub", "sid", "tid", "iat", "exp"})
        same(client.send("POST", "/auth/logout", {}).status, 200)
        same((client.line(), client.refresh().line), ("401 UNAUTHORIZED", "401 UNAUTHORIZED"))

    check("an access token is a JWT by Ed25519 of ten minutes, void at once after a sign-out", signed)

    def forged():
        client = program.bearer(OWNER)
        header, claims, signature = client.access.split(".")
        other = part(client.access, 1) | {"exp": 9_999_999_999}
        none = encoded({"alg": "none", "kid": part(client.access, 0)["kid"]})
        hmac_head = encoded({"alg": "HS256", "kid": part(client.access, 0)["kid"]})
        for text in (
            f"{header}.{encoded(other)}.{signature}",
            f"{none}.{claims}.",
            f"{hmac_head}.{claims}.{signature}",
            f"{header}.{claims}.{'A' * 86}",
            f"{encoded({'alg': 'EdDSA'})}.{claims}.{signature}",
        ):
            answer = program.api(Client({"authorization": f"Bearer {text}"}), "GET", "/instances")
            same(answer.line, "401 UNAUTHORIZED")
        same(client.line(), "200")

    check("a changed, unsigned or otherwise signed token is refused", forged)

    def renewed():
        client, other = program.bearer(OWNER), program.bearer(OWNER)
        first = client.refresh_token
        for _ in range(2):
            before = client.refresh_token
            answer = client.refresh()
            same(answer.status, 200)
            client.take(answer.body)
            assert client.refresh_token != before, "the same refresh token"
            same(client.line(), "200")
        same(client.refresh(first).line, "401 UNAUTHORIZED")
        same(client.line(), "401 UNAUTHORIZED")
        same(client.refresh().line, "401 UNAUTHORIZED")
        same(other.line(), "200")
        for text in ("", "omni_rt_", "omni_rt_" + "a" * 86):
            assert client.refresh(text or " ").status in (400, 401), text

    check("a refresh token works once; one that is used twice ends its session alone", renewed)

    def at_once():
        email = "void@example.com"
        user = program.create(email, "viewer")
        client, browser, own = program.bearer(email), program.browser(email), program.bearer(email)
        new = "another long password"
        SECRET.add(new)
        wrong = {"currentPassword": "not this one", "newPassword": new}
        same(own.send("POST", "/auth/password", wrong).line, "400 VALIDATION_ERROR")
        same(own.send("POST", "/auth/password", {"currentPassword": PASSWORD, "newPassword": new}).status, 200)
        same((client.line(), browser.line(), own.line()), ("401 UNAUTHORIZED", "401 UNAUTHORIZED", "200"))
        same(client.refresh().line, "401 UNAUTHORIZED")
        browser = program.browser(email, new)
        same(program.api(program.admin, "POST", f"/users/{user}/disable").body["status"], "disabled")
        same((own.line(), browser.line(), own.refresh().line), ("401 UNAUTHORIZED",) * 3)
        disabled, unknown = program.sign_in(email, new), program.sign_in("void2@example.com", new)
        same((disabled.status, disabled.body), (unknown.status, unknown.body))
        same(program.api(program.admin, "POST", f"/users/{user}/enable").status, 200)
        same((own.line(), program.bearer(email, new).line()), ("401 UNAUTHORIZED", "200"))

    check("a changed password and a disabled user end sessions at once", at_once)

    def listed():
        email = "list@example.com"
        program.create(email, "viewer")
        client, browser = program.bearer(email), program.browser(email)
        rows = client.send("GET", "/auth/sessions").body["items"]
        same([(row["kind"], row["isCurrent"], row["ip"]) for row in rows],
             [("cookie", False, "127.0.0.1"), ("bearer", True, "127.0.0.1")])
        same(program.bearer(OWNER).send("DELETE", f"/auth/sessions/{rows[0]['id']}").line, "404 NOT_FOUND")
        same(client.send("DELETE", f"/auth/sessions/{rows[0]['id']}").status, 200)
        same((browser.line(), client.line()), ("401 UNAUTHORIZED", "200"))
        same(client.send("DELETE", "/auth/sessions").body["ended"], 1)
        same(client.line(), "401 UNAUTHORIZED")
        same(program.api(program.admin, "GET", "/auth/session").line, "404 NOT_FOUND")

    check("own sessions are listed and ended, and those of no one else", listed)


# --- Roles ---

READS, CHANGES, OWNERS = set(ROLES), {"owner", "admin"}, {"owner"}
SEND = {"instanceId": UNKNOWN, "to": "+15550002222", "text": "hello"}


def routes(role):
    """(method, path, body, who may, the status for them)."""
    new = {"name": "New", "password": PASSWORD}
    return [
        ("GET", "/instances", None, READS, 200),
        ("GET", "/events", None, READS, 200),
        ("GET", f"/persons/{UNKNOWN}", None, READS, 404),
        ("POST", "/messages", SEND, {"owner", "admin", "agent"}, 404),
        ("POST", "/instances", {"name": f"by {role}", "channel": "whatsapp-baileys"}, CHANGES, 201),
        ("DELETE", f"/instances/{UNKNOWN}", None, CHANGES, 404),
        ("GET", "/settings", None, CHANGES, 200),
        ("GET", "/api-keys", None, CHANGES, 200),
        ("GET", "/users", None, CHANGES, 200),
        ("POST", "/users", {**new, "email": f"viewer.by.{role}@example.com", "role": "viewer"}, CHANGES, 201),
        ("POST", "/users", {**new, "email": f"owner.by.{role}@example.com", "role": "owner"}, OWNERS, 201),
        # They operate the whole server.
        ("GET", "/services", None, set(), 200),
    ]


def roles(check, program):
    for role in ROLES:
        def may(role=role):
            program.create(f"{role}@example.com", role)
            client = program.bearer(f"{role}@example.com")
            for method, path, body, who, status in routes(role):
                answer = client.send(method, path, body)
                expected = status if role in who else 403
                assert answer.status == expected, f"{method} {path}: {answer} instead of {expected}"

        check(f"{role}: may what the table says, and nothing else", may)

    def raised():
        client, user = program.bearer("agent@example.com"), program.bearer("agent@example.com").user["id"]
        same(client.send("GET", "/settings").status, 403)
        change = program.api(program.admin, "PATCH", f"/users/{user}", {"role": "admin"})
        same((change.status, client.send("GET", "/settings").status), (200, 200))
        admin = program.bearer("admin@example.com")
        owner = program.bearer("owner@example.com").user["id"]
        for method, path, body in (
            ("PATCH", f"/users/{admin.user['id']}", {"role": "owner"}),
            ("PATCH", f"/users/{admin.user['id']}", {"isOperator": True}),
            ("PATCH", f"/users/{owner}", {"role": "viewer"}),
            ("POST", f"/users/{owner}/disable", {}),
            ("POST", f"/users/{owner}/reset-password", {}),
            ("DELETE", f"/users/{owner}", None),
        ):
            same((path, admin.send(method, path, body).line), (path, "403 FORBIDDEN"))
        program.api(program.admin, "PATCH", f"/users/{user}", {"role": "viewer"})
        same(client.send("POST", "/messages", SEND).status, 403)

    check("a changed role holds at once; no one raises anyone above themselves", raised)


# --- Lockout ---


def verifications(program):
    text = program.admin.send("GET", f"{program.url}/metrics").body.decode()
    return int(re.search(r"^omni_password_verifications_total (\d+)$", text, re.M).group(1))


def lockout(check, program):
    known, unknown = "locked@example.com", "no.one@example.com"
    program.create(known, "viewer")
    client, browser = program.bearer(known), program.browser(known)

    def attack(email):
        before = verifications(program)
        guess = lambda number: program.sign_in(email, f"guess number {number}")
        with concurrent.futures.ThreadPoolExecutor(50) as many:
            answers = list(many.map(guess, range(50)))
        for answer in answers:
            if answer.status == 429:
                wait = answer.headers["retry-after"]
                # A try may have begun before the one that caused the pause.
                assert wait and 1 <= int(wait) <= PAUSE_S + WAIT, wait
        plain = {answer.line: answer.body["error"]["message"] for answer in answers if answer.status == 401}
        return sorted(answer.line for answer in answers), plain, verifications(program) - before

    def alike():
        first, second = attack(known), attack(unknown)
        same(first, second)
        same((first[0].count("401 UNAUTHORIZED"), first[0].count("429 RATE_LIMITED"), first[2]), (6, 44, 6))
        same((client.line(), browser.line()), ("200", "200"))

    check("50 wrong tries at once: the same answers and work for known and unknown, sessions go on", alike)

    def reset():
        same(program.sign_in(known).line, "429 RATE_LIMITED")
        user = program.api(program.admin, "POST", f"/users/{client.user['id']}/reset-password", {})
        SECRET.add(user.body["password"])
        same(program.sign_in(known, user.body["password"]).status, 200)

    check("a reset of the password ends the pause", reset)


def pause_ends(check, program):
    """Its pauses begin at a second."""

    def let_in():
        email = "paused@example.com"
        user = program.create(email, "viewer")
        until("a pause", lambda: program.sign_in(email, "not the password").status == 429)
        until("its end", lambda: program.sign_in(email).status == 200)
        # The failures before it are forgiven.
        for _ in range(5):
            same(program.sign_in(email, "not the password").line, "401 UNAUTHORIZED")
        same(program.sign_in(email).status, 200)
        same(program.api(program.admin, "DELETE", f"/users/{user}").status, 200)

    check("after the pause the right password is accepted and forgives the failures", let_in)


# --- One-time codes ---


def code(secret, steps=0):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30 + steps), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at:at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def one_time_codes(check, program):
    email, made = "totp@example.com", {}
    user = program.create(email, "viewer")
    client = program.bearer(email)

    def enrolled():
        wrong = client.send("POST", "/auth/totp", {"currentPassword": "not this one"})
        same(wrong.line, "400 VALIDATION_ERROR")
        answer = client.send("POST", "/auth/totp", {"currentPassword": PASSWORD})
        secret = made["secret"] = answer.body["secret"]
        SECRET.add(secret)
        url = urllib.parse.urlsplit(answer.body["url"])
        same((url.scheme, url.netloc), ("otpauth", "totp"))
        same(urllib.parse.parse_qs(url.query)["secret"], [secret])
        same(program.sign_in(email).status, 200)
        wrong = f"{(int(code(secret)) + 1) % 1_000_000:06}"
        refused = client.send("POST", "/auth/totp/confirm", {"code": wrong})
        same(refused.line, "400 VALIDATION_ERROR")
        made["first"] = code(secret)
        confirmed = client.send("POST", "/auth/totp/confirm", {"code": made["first"]})
        same(confirmed.status, 200)
        made["recovery"] = confirmed.body["recoveryCodes"]
        SECRET.update(made["recovery"])
        same(len(set(made["recovery"])), 10)

    check("one-time codes are set up with the password and confirmed with a code", enrolled)

    def needed():
        same(program.sign_in(email).line, "401 TOTP_REQUIRED")
        same(program.sign_in(email, "not the password").line, "401 UNAUTHORIZED")
        same(program.sign_in(email, code=made["first"]).line, "401 UNAUTHORIZED")
        # The code of the next step is accepted early.
        following = code(made["secret"], 1)
        same(program.sign_in(email, code=following).status, 200)
        same(program.sign_in(email, code=following).line, "401 UNAUTHORIZED")

    check("a sign-in needs a code, which works once", needed)

    def recovered():
        one, other = made["recovery"][0], made["recovery"][1].upper().replace("-", " ")
        same(program.sign_in(email, code=one).status, 200)
        same(program.sign_in(email, code=one).line, "401 UNAUTHORIZED")
        same(program.sign_in(email, code=other).status, 200)
        assert program.bearer(email, code=made["recovery"][2]).user["hasTotp"]

    check("a recovery code works once", recovered)

    def removed():
        reset = program.api(program.admin, "POST", f"/users/{user}/reset-password", {})
        SECRET.add(reset.body["password"])
        same(program.sign_in(email, reset.body["password"]).line, "401 TOTP_REQUIRED")
        reset = program.api(program.admin, "POST", f"/users/{user}/reset-password", {"removeTotp": True})
        SECRET.add(reset.body["password"])
        same((client.line(), reset.body["user"]["hasTotp"]), ("401 UNAUTHORIZED", False))
        same(program.sign_in(email, reset.body["password"]).status, 200)

    check("a reset keeps the codes unless it removes them, and ends the sessions", removed)


# --- Administration ---


def administration(check, program):
    def kept():
        call = lambda *arguments: program.api(program.admin, *arguments)
        new = {"email": " New@Example.com ", "name": "New", "role": "agent"}
        made = call("POST", "/users", new)
        same(made.status, 201)
        user, password = made.body["user"], made.body["password"]
        SECRET.add(password)
        same((user["email"], user["mustChangePassword"]), ("new@example.com", True))
        same(call("POST", "/users", {**new, "email": "NEW@example.com"}).line, "409 CONFLICT")
        for change in ({"email": "no address"}, {"role": "king"}, {"name": " "}, {"password": "short"}, {"extra": 1}):
            same((change, call("POST", "/users", {**new, "email": "x@example.com", **change}).status), (change, 400))
        path = f"/users/{user['id']}"
        got = call("GET", path)
        tag = got.headers["etag"]
        same(got.body, user)
        renamed = program.api(program.admin, "PATCH", path, {"name": "Renamed"}, {"if-match": tag})
        same(renamed.body["name"], "Renamed")
        stale = program.api(program.admin, "PATCH", path, {"name": "Again"}, {"if-match": tag})
        same(stale.status, 412)
        first = call("GET", "/users?limit=1").body
        more = call("GET", f"/users?limit=1&cursor={urllib.parse.quote(first['meta']['cursor'])}").body
        assert first["items"][0]["email"] == OWNER and more["items"][0]["id"] != first["items"][0]["id"], more
        assert password not in json.dumps(call("GET", "/users?limit=100").body)
        client = program.bearer("new@example.com", password)
        same(call("DELETE", path).status, 200)
        same((client.line(), call("GET", path).line, call("DELETE", path).line),
             ("401 UNAUTHORIZED", "404 NOT_FOUND", "404 NOT_FOUND"))
        same(program.sign_in("new@example.com", password).line, "401 UNAUTHORIZED")
        none = program.api(Client(), "GET", "/users")
        same(none.line, "401 UNAUTHORIZED")

    check("users are created, read, changed and deleted", kept)


def last_owner(check, program):
    def stays():
        client = program.bearer("admin@localhost")
        path = f"/users/{client.user['id']}"
        for method, more, body in (("PATCH", "", {"role": "admin"}), ("POST", "/disable", {}), ("DELETE", "", None)):
            same(client.send(method, path + more, body).line, "409 CONFLICT")
            same(program.api(program.admin, method, path + more, body).line, "409 CONFLICT")
        other = program.create("second@example.com", "owner", isOperator=True)
        same(program.api(program.admin, "PATCH", path, {"role": "admin"}).status, 200)
        same(program.api(program.admin, "POST", f"/users/{other}/disable", {}).line, "409 CONFLICT")
        same(program.api(program.admin, "PATCH", path, {"role": "owner", "isOperator": True}).status, 200)
        same(program.api(program.admin, "DELETE", f"/users/{other}").status, 200)

    check("the last active owner is neither demoted, disabled nor deleted", stays)


def commands(check, program):
    email, made = "cli@example.com", {}

    def created():
        done = program.command("create", email, "--role", "viewer", "--name", "Cli Lee")
        same(done.returncode, 0)
        made["password"] = done.stdout.strip()
        SECRET.add(made["password"])
        assert made["password"] not in done.stderr and email in done.stderr, done
        same(program.bearer(email, made["password"]).user["name"], "Cli Lee")
        as_json = program.command("create", "cli2@example.com", "--json")
        same(as_json.returncode, 0)
        row = json.loads(as_json.stdout)
        SECRET.add(row["password"])
        same((row["user"]["email"], row["user"]["role"], row["user"]["name"]), ("cli2@example.com", "agent", "cli2"))
        again = program.command("create", email)
        same((again.returncode, again.stdout), (5, ""))
        same(program.command("create", "x@example.com", "--role", "king").returncode, 2)

    check("`omni users create` prints the password alone, or JSON", created)

    def listed():
        table = program.command("list").stdout.splitlines()
        assert re.split(r"\s{2,}", table[0].strip())[:5] == ["ID", "EMAIL", "NAME", "ROLE", "STATUS"], table[0]
        assert any(re.search(r"cli@example.com +Cli Lee +viewer +active", row) for row in table), table
        rows = json.loads(program.command("list", "--json").stdout)
        everyone = program.api(program.admin, "GET", "/users?limit=100").body["items"]
        same({row["email"] for row in rows}, {row["email"] for row in everyone})

    check("`omni users list` shows a table, or JSON", listed)

    def reset():
        before = program.bearer(email, made["password"])
        done = program.command("reset-password", email.upper())
        same(done.returncode, 0)
        made["password"] = done.stdout.strip()
        SECRET.add(made["password"])
        same(before.line(), "401 UNAUTHORIZED")
        assert program.bearer(email, made["password"]).user["mustChangePassword"]
        unknown = program.command("reset-password", "who@example.com")
        same((unknown.returncode, unknown.stdout), (4, ""))

    check("`omni users reset-password` ends the sessions and prints another password", reset)

    def disabled():
        client = program.bearer(email, made["password"])
        done = program.command("disable", email)
        same((done.returncode, done.stdout.strip()), (0, f"{email} is disabled"))
        same((client.line(), program.sign_in(email, made["password"]).line), ("401 UNAUTHORIZED",) * 2)
        row = json.loads(program.command("enable", email, "--json").stdout)
        same((row["email"], row["status"]), (email, "active"))
        same(program.sign_in(email, made["password"]).status, 200)

    check("`omni users disable` and `enable` hold at once", disabled)


def direct_commands(check, program):
    """For when no one can sign in. The server is stopped."""

    def reset():
        same(program.command("list", "--direct", direct=True).returncode != 0, True)
        program.stop()
        done = program.command("reset-password", "admin@localhost", "--direct", direct=True)
        same(done.returncode, 0)
        rows = json.loads(program.command("list", "--direct", "--json", direct=True).stdout)
        same([(row["email"], row["mustChangePassword"]) for row in rows], [("admin@localhost", True)])
        program.launch(program.env)
        program.greet()
        client = program.bearer("admin@localhost", done.stdout.strip())
        body = {"currentPassword": done.stdout.strip(), "newPassword": PASSWORD}
        same(client.send("POST", "/auth/password", body).status, 200)

    check("`omni users reset-password --direct` lets the first owner in again", reset)


# --- A sign-in provider ---


class Provider:
    def __init__(self, stack, log):
        self.process = subprocess.Popen(
            ["node", str(PROVIDER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            env={**os.environ, "CLIENT_SECRET": CLIENT_SECRET},
        )
        stack.callback(end, self.process)

    def read(self):
        """The next line in JSON: the library prints notes of its own as well."""
        for line in self.process.stdout:
            if line.startswith(b"{"):
                return json.loads(line)
        raise AssertionError("the sign-in provider ended")

    def accept(self, programs):
        uris = [f"{program.url.rstrip('/')}/api/v2/auth/oidc/callback" for program in programs]
        self.process.stdin.write(json.dumps({"redirectUris": uris}).encode() + b"\n")
        self.process.stdin.flush()
        same(self.read(), {"ready": True})


class Visit:
    """A browser that signs in with the provider, up to the way back."""

    def __init__(self, program, who, return_to="/chats", states_in_token=False):
        self.program, self.browser = program, Client(keeps_cookies=True)
        begun = program.api(self.browser, "GET", f"/auth/oidc/login?returnTo={urllib.parse.quote(return_to)}")
        assert begun.status == 303, begun
        self.begun, url = begun, begun.headers["location"]
        self.asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(url).query))
        url += f"&login_hint={who}"
        if states_in_token:
            wanted = {"id_token": {"email": None, "email_verified": None}}
            url += "&claims=" + urllib.parse.quote(json.dumps(wanted))
        for _ in range(5):
            answer = self.browser.send("GET", url)
            assert answer.status in (302, 303), answer
            url = urllib.parse.urljoin(url, answer.headers["location"])
            if "/auth/oidc/callback" in url:
                break
        self.callback = url

    def finish(self, browser=None, **changes):
        parts = urllib.parse.urlsplit(self.callback)
        query = {**dict(urllib.parse.parse_qsl(parts.query)), **changes}
        url = parts._replace(query=urllib.parse.urlencode(query)).geturl()
        return (browser or self.browser).send("GET", url)

    def session(self):
        return self.program.api(self.browser, "GET", "/auth/session")

    def flow(self):
        return next(cookie for cookie in self.browser.jar if cookie.name == FLOW)


def provider_sign_in(check, program, known_only, provider):
    """`program` creates users of example.com; `known_only` creates none."""

    def asked():
        visit = Visit(program, "bo")
        asked = visit.asked
        same((asked["response_type"], asked["code_challenge_method"], asked["client_id"]), ("code", "S256", "omni"))
        assert len(asked["code_challenge"]) == 43 and len(asked["state"]) >= 20 and asked["nonce"], asked
        assert {"openid", "email"} <= set(asked["scope"].split()), asked
        found, value = visit.begun.cookie(FLOW)
        same(found, {"Path=/", "Max-Age=600", "HttpOnly", "SameSite=Lax"})
        assert asked["state"] not in value and asked["nonce"] not in value, "the flow is sealed"

    check("OpenID: the provider is asked with PKCE, state and nonce", asked)

    def signed_in():
        visit = Visit(program, "bo", "/chats/1?tab=files")
        done = visit.finish()
        same((done.line, done.headers["location"]), ("303", "/chats/1?tab=files"))
        found, _ = done.cookie(COOKIE)
        same(found, {"Path=/", "Max-Age=2592000", "HttpOnly", "SameSite=Lax"})
        assert "Max-Age=0" in done.cookie(FLOW)[0], done.headers
        session = visit.session().body
        same([session["user"][name] for name in ("email", "name", "role", "isOperator", "mustChangePassword")],
             ["bo.oidc@example.com", "bo.oidc", "agent", False, False])
        same(session["session"]["kind"], "cookie")
        new = {"currentPassword": "has none at all", "newPassword": PASSWORD}
        answer = program.api(visit.browser, "POST", "/auth/password", new, {"x-csrf-token": session["csrfToken"]})
        same(answer.line, "409 CONFLICT")
        same(program.sign_in("bo.oidc@example.com").line, "401 UNAUTHORIZED")

    check("OpenID: a person signs in, and becomes a user of the default role", signed_in)

    def in_token():
        visit = Visit(known_only, "ann", states_in_token=True)
        same(visit.finish().line, "303")
        same(visit.session().body["user"]["role"], "admin")

    def known():
        same(Visit(known_only, "ann").finish().line, "401 UNAUTHORIZED")
        known_only.create("ann.oidc@example.com", "admin")
        visit = Visit(known_only, "ann")
        same(visit.finish().line, "303")
        user = visit.session().body["user"]
        same((user["email"], user["role"], user["name"]), ("ann.oidc@example.com", "admin", "Admin"))
        same(known_only.sign_in("ann.oidc@example.com").status, 200)

    check("OpenID: where users are not created, one who exists signs in, others do not", known)
    check("OpenID: an address in the ID token counts as one of the user-info endpoint", in_token)

    def another():
        same(Visit(known_only, "another").finish().line, "401 UNAUTHORIZED")
        same(Visit(known_only, "ann").finish().line, "303")

    check("OpenID: another subject with the same address is refused", another)

    def wrong_state():
        for change in ({"state": "x" * 22}, {"state": ""}, {"state": Visit(program, "bo").asked["state"]}):
            visit = Visit(program, "bo")
            answer = visit.finish(**change)
            same((answer.line, answer.cookie(COOKIE)), ("401 UNAUTHORIZED", None))
        visit = Visit(program, "bo")
        same(visit.finish(Client()).line, "401 UNAUTHORIZED")
        same(visit.finish(Visit(program, "bo").browser).line, "401 UNAUTHORIZED")
        same(visit.finish(Client({"cookie": f"{FLOW}={visit.flow().value[:-4]}AAAA"})).line, "401 UNAUTHORIZED")
        same(visit.finish().line, "303")

    check("OpenID: a wrong state, another browser and a forged cookie are refused", wrong_state)

    def used():
        visit = Visit(program, "bo")
        cookie = Client({"cookie": f"{FLOW}={visit.flow().value}"})
        same(visit.finish(code="guessed").line, "401 UNAUTHORIZED")
        same(visit.finish().line, "303")
        same(visit.finish(cookie).line, "401 UNAUTHORIZED")

    check("OpenID: a code that was guessed or used is refused", used)

    def refused():
        for who in ("unverified", "silent", "addressless", "refuses", "foreign"):
            line = "403 FORBIDDEN" if who == "foreign" else "401 UNAUTHORIZED"
            answer = Visit(program, who).finish()
            same((who, answer.line, answer.cookie(COOKIE)), (who, line, None))
        same(Visit(program, "unverified", states_in_token=True).finish().line, "401 UNAUTHORIZED")
        emails = {user["email"] for user in program.api(program.admin, "GET", "/users").body["items"]}
        same(emails, {"admin@localhost", "bo.oidc@example.com"})

    check("OpenID: an address that is not verified, or of a foreign domain, is refused", refused)

    def disabled():
        visit = Visit(program, "bo")
        same(visit.finish().line, "303")
        user = visit.session().body["user"]["id"]
        program.api(program.admin, "POST", f"/users/{user}/disable", {})
        same((visit.session().line, Visit(program, "bo").finish().line), ("401 UNAUTHORIZED",) * 2)

    check("OpenID: a disabled user is refused", disabled)

    def elsewhere():
        for path in ("https://evil.example", "//evil.example", "/\\evil.example"):
            same(Visit(known_only, "ann", path).finish().headers["location"], "/")

    check("OpenID: the way back leads to this server only", elsewhere)

    def down():
        visit = Visit(known_only, "ann")
        end(provider.process)
        same(visit.finish().line, "503 IDENTITY_PROVIDER_UNAVAILABLE")
        program.restart()
        answer = program.api(Client(), "GET", "/auth/oidc/login")
        same(answer.line, "503 IDENTITY_PROVIDER_UNAVAILABLE")
        same(program.sign_in("admin@localhost").status, 200)

    check("OpenID: without the provider the answer says so, and passwords still work", down)


def main():
    check = Checks()
    with contextlib.ExitStack() as stack:
        folder = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="omni-provider-")))
        provider = Provider(stack, stack.enter_context(open(folder / "log", "wb")))
        oidc = {"OMNI__AUTH__OIDC__ISSUER": provider.read()["issuer"], "OMNI__AUTH__OIDC__CLIENT_ID": "omni",
                "OMNI__AUTH__OIDC__CLIENT_SECRET": CLIENT_SECRET}
        first = {"OMNI_ADMIN_EMAIL": OWNER, "OMNI_ADMIN_PASSWORD": PASSWORD,
                 "OMNI__AUTH__PAUSE_MIN_S": str(PAUSE_S)}
        configured, generated = Program(stack, "configured", {**oidc, **first}), Program(stack, "generated", {})
        configured.greet()
        generated.greet()
        provider.accept([configured, generated])
        first_user(check, configured, generated)
        cookies(check, configured)
        sockets(check, configured)
        tokens(check, configured)
        roles(check, configured)
        lockout(check, configured)
        one_time_codes(check, configured)
        administration(check, configured)
        commands(check, configured)
        last_owner(check, generated)
        pause_ends(check, generated)
        check("OpenID: without a provider both routes answer 404", lambda: same(
            [generated.api(Client(), "GET", f"/auth/oidc/{name}").line for name in ("login", "callback")],
            ["404 NOT_FOUND"] * 2))
        direct_commands(check, generated)
        creates = {"OMNI__AUTH__OIDC__CREATE_USERS": "true", "OMNI__AUTH__OIDC__DEFAULT_ROLE": "agent",
                   "OMNI__AUTH__OIDC__ALLOWED_DOMAINS": "example.com"}
        generated.restart({**oidc, **creates})
        shown_once(check, generated)
        provider_sign_in(check, generated, configured, provider)

        def unlogged():
            for program in (configured, generated):
                text = (program.folder / "log").read_text(errors="replace")
                assert not [secret for secret in SECRET if secret in text], "a secret is in the log"
                assert "panicked" not in text, text[-2000:]

        check("no password, token or code is in the logs", unlogged)
    check.end()


if __name__ == "__main__":
    for name in list(os.environ):
        if name.lower().endswith("_proxy"):
            del os.environ[name]
    main()
