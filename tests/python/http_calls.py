"""Requests as clients and browsers make them, without following redirects."""

import base64
import http.cookiejar
import json
import os
import socket
import struct
import urllib.error
import urllib.parse
import urllib.request

from live_server import WAIT


class NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None


class Answer:
    def __init__(self, status, headers, data):
        self.status, self.headers = status, headers
        try:
            self.body = json.loads(data or b"null")
        except ValueError:
            self.body = data

    @property
    def line(self):
        """`401 UNAUTHORIZED`: the status, and the code of an error."""
        error = self.body.get("error") if isinstance(self.body, dict) else None
        return f"{self.status} {error['code']}" if isinstance(error, dict) else str(self.status)

    def cookie(self, name):
        """The attributes of a cookie that the response sets, without its value; and the value."""
        for text in self.headers.get_all("set-cookie", []):
            pair, *attributes = text.split("; ")
            found, value = pair.split("=", 1)
            if found == name:
                return set(attributes), value
        return None

    def __repr__(self):
        return f"<{self.status} {self.body!r}>"


class Client:
    """Sends `headers` with each request; a browser keeps cookies as well."""

    def __init__(self, headers=None, keeps_cookies=False):
        self.headers, self.jar = headers or {}, None
        # All requests are local, so no proxy is used.
        handlers = [urllib.request.ProxyHandler({}), NoRedirects()]
        if keeps_cookies:
            self.jar = http.cookiejar.CookieJar()
            handlers.append(urllib.request.HTTPCookieProcessor(self.jar))
        self.opener = urllib.request.build_opener(*handlers)

    def send(self, method, url, body=None, headers=None):
        data = None if body is None else json.dumps(body).encode()
        sent = {**({"content-type": "application/json"} if data else {}), **self.headers, **(headers or {})}
        request = urllib.request.Request(url, data=data, headers=sent, method=method)
        try:
            with self.opener.open(request, timeout=WAIT) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())


class Socket:
    """A WebSocket, as far as it takes to see it opened and closed by the server."""

    def __init__(self, url, headers):
        parts = urllib.parse.urlsplit(url)
        self.connection = socket.create_connection((parts.hostname, parts.port), WAIT)
        self.input = self.connection.makefile("rb")
        sent = {"host": parts.netloc, "upgrade": "websocket", "connection": "upgrade",
                "sec-websocket-version": "13", "sec-websocket-key": base64.b64encode(os.urandom(16)).decode(), **headers}
        lines = [f"GET {parts.path} HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items()), "", ""]
        self.connection.sendall("\r\n".join(lines).encode())
        self.status = int(self.input.readline().split()[1])
        if self.status == 101:
            while self.input.readline().strip():
                pass

    def closed(self):
        """Waits for the server to close it; the code that it gives."""
        while True:
            first, length = self.input.read(2)
            if length >= 126:
                length = struct.unpack(*((">H", self.input.read(2)) if length == 126 else (">Q", self.input.read(8))))[0]
            payload = self.input.read(length)
            if first & 15 == 8:
                return struct.unpack(">H", payload[:2])[0]

    def end(self):
        self.input.close()
        self.connection.close()
