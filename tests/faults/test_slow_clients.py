"""Clients that send and read as slowly as they can, while a member works: they hold sockets, never a thread.

Before, twelve bodies that did not come stopped the server.
"""

import asyncio
import http.client
import socket
import statistics
import time
from contextlib import ExitStack
from types import SimpleNamespace
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from tests.support.company import make_company
from yuanliu.site import front

SOCKETS = 200
HEAD = "{method} {path} HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def member():
    """The cookies of a member."""
    client = make_company().api("sales")
    client.get("/api/v1/session")
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def slow_head():
    return HEAD.format(method="GET", path="/api/v1/session") + "X-Slow: "


def slow_body():
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\na"
    return HEAD.format(method="POST", path="/f/nobody") + form


def slow_file():
    form = "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 5000000\r\n\r\n--x"
    return HEAD.format(method="POST", path="/api/v1/imports") + form


def slow_chunks():
    return HEAD.format(method="POST", path="/api/v1/leads") + "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n"


def slow_reader():
    """Asks for more than the buffers of its socket hold, and reads none of it."""
    files = settings.CLIENT_DIST.rglob("*.js")
    largest = max(files, key=lambda file: file.stat().st_size, default=settings.CLIENT_DIST / "index.html")
    path = f"/{largest.relative_to(settings.CLIENT_DIST)}"
    return (HEAD.format(method="GET", path=path) + "\r\n") * 8


KINDS = (slow_head, slow_body, slow_file, slow_chunks, slow_reader)


def latencies(address, cookies, times=40):
    connection = http.client.HTTPConnection(*address, timeout=20)
    found = []
    for _ in range(times):
        begun = time.monotonic()
        connection.request("GET", "/api/v1/leads?limit=20", headers={"Cookie": cookies})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 200
        found.append(time.monotonic() - begun)
    connection.close()
    return sorted(found)


def test_a_member_works_while_two_hundred_are_slow(server, member):
    parts = urlsplit(server.url)
    address = parts.hostname, parts.port
    alone = latencies(address, member)
    with ExitStack() as stack:
        for number in range(SOCKETS):
            slow = stack.enter_context(socket.socket())
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.connect(address)
            slow.setblocking(False)
            slow.send(KINDS[number % len(KINDS)]().encode())
        time.sleep(0.5)
        beside = latencies(address, member)
    print(f"\nmedian {statistics.median(alone) * 1000:.0f} ms alone, {statistics.median(beside) * 1000:.0f} ms beside")
    assert statistics.median(beside) < statistics.median(alone) + 0.1
    assert beside[-2] < alone[-1] + 1


# Its limits, without a network


class Line:
    """A protocol whose client sends these parts and listens to what it is asked to."""

    def __init__(self, *parts, pause=0.0, deaf=False):
        self.parts, self.pause, self.deaf = parts, pause, deaf
        self.status, self.sent = 0, b""

    async def __call__(self):
        return b"".join([part async for part in self])

    async def __aiter__(self):
        for part in self.parts:
            yield part
            await asyncio.sleep(self.pause)

    def response_bytes(self, status, headers, content):
        self.status, self.sent = status, content

    def response_stream(self, status, headers):
        self.status = status
        return self

    async def send_bytes(self, content):
        await asyncio.sleep(60 if self.deaf else 0)
        self.sent += content


class Answer(list):
    streaming = True
    closed = False

    def close(self):
        self.closed = True


def ask(line, *, answer=(b"ok",), path="/api/v1/leads", raw=None, **headers):
    """(what the application was given, the answer's end); headers with _ for -."""
    seen = {}
    given = {name.replace("_", "-"): value for name, value in headers.items()} | (raw or {})
    scope = SimpleNamespace(
        headers=given, path=path, method="POST", query_string="", scheme="http", http_version="1.1",
        server="127.0.0.1:80", client="127.0.0.1:5",
    )  # fmt: skip

    def application(environ, start):
        seen.update(environ, body=environ["wsgi.input"].read())
        start("200 OK", [("Content-Type", "text/plain")])
        return answer

    begun = time.monotonic()
    asyncio.run(front.Front(application, 1).__rsgi__(scope, line))
    assert time.monotonic() - begun < 3
    return seen


def test_a_body_that_does_not_come_is_given_up(monkeypatch):
    monkeypatch.setattr(front, "GRACE_SECONDS", 0.2)
    monkeypatch.setattr(front, "SLOWEST", 1_000_000_000)
    for length in ("100", "900000"):
        line = Line(*[b"x"] * 100, pause=0.1)
        assert ask(line, content_length=length) == {}
        assert line.status == 408


def test_a_body_that_breaks_off_is_not_taken_for_whole():
    line = Line(b"half")
    assert ask(line, content_length="8") == {}
    assert line.status == 400


def test_an_answer_that_nobody_takes_is_given_up(monkeypatch):
    monkeypatch.setattr(front, "GRACE_SECONDS", 0.2)
    answer = Answer([b"x" * 300_000] * 100)
    ask(Line(deaf=True), answer=answer)
    assert answer.closed


def test_a_large_answer_comes_whole_and_is_closed():
    answer = Answer([bytes([number]) * 100_000 for number in range(30)])
    line = Line()
    ask(line, answer=answer)
    assert line.sent == b"".join(answer)
    assert answer.closed


def test_bodies_come_whole_and_as_long_as_they_are():
    seen = ask(Line(b"ab", b"cd"), content_length="4")
    assert (seen["body"], seen["CONTENT_LENGTH"]) == (b"abcd", "4")
    large = [b"x" * 100_000] * 10
    assert ask(Line(*large), content_length="1000000")["body"] == b"".join(large)
    unknown = Line(b"ab")
    assert ask(unknown, transfer_encoding="chunked") == {}
    assert unknown.status == 411, "what has no length cannot be limited before it is read"


def test_what_is_too_large_is_not_read():
    class Never(Line):
        async def __aiter__(self):
            raise AssertionError("it was read")
            yield b""

    seen = ask(Never(), content_length=str(1 << 40))
    assert (seen["body"], seen["CONTENT_LENGTH"]) == (b"", str(1 << 40)), "the application refuses it by its length"


def test_a_header_with_an_underscore_does_not_pass_for_a_proxys():
    assert ask(Line(), x_forwarded_for="1.2.3.4")["HTTP_X_FORWARDED_FOR"] == "1.2.3.4"
    assert "HTTP_X_FORWARDED_FOR" not in ask(Line(), raw={"x_forwarded_for": "1.2.3.4"})
