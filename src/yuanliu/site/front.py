"""The front of the web server: what waits for a client is asyncio, what works for one is a thread.

A client may send its request or take its answer as slowly as it likes: that holds a socket and a small buffer, never one
of the threads in which members are served. So a request comes to a thread when it is here as a whole, and leaves it when
its answer is. Time and size are limited at both ends. Sockets of other kinds can be served beside it in the same loop.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from tempfile import TemporaryFile
from typing import IO, Any

from granian.rsgi import HTTPProtocol, ProtocolClosed, Scope

from yuanliu.kernel.files.uploads import most_of
from yuanliu.site.wsgi import application as django

Environ = dict[str, Any]
Headers = list[tuple[str, str]]

GRACE_SECONDS = 20  # for any body, and any part of an answer
SLOWEST = 64 * 1024  # bytes a second of a body that is larger than the grace allows
IN_MEMORY = 256 * 1024
AT_ONCE = 1024 * 1024  # of an answer that lies in a file

TEXT = [
    ("content-type", "text/plain; charset=utf-8"),
    ("connection", "close"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
]


class Refused(Exception):
    """A request that the application does not see."""

    def __init__(self, status: int, text: bytes):
        super().__init__(status)
        self.status, self.text = status, text


class Front:
    """Serves a WSGI application to slow clients with few threads."""

    def __init__(self, application: Callable[..., Iterable[bytes]], threads: int):
        self.application = application
        self.threads = ThreadPoolExecutor(threads, "request")

    async def __rsgi__(self, scope: Scope, protocol: HTTPProtocol) -> None:
        try:
            if "transfer-encoding" in scope.headers:
                raise Refused(411, b"Say how long the request is: Content-Length.")
            length = _length(scope.headers.items(), 0)
            body = await _body(scope, protocol, length)
        except ProtocolClosed:  # it went away in the middle of its request
            return
        except Refused as refused:
            protocol.response_bytes(refused.status, TEXT, refused.text)
            return
        loop = asyncio.get_running_loop()
        with body:
            environ = _environ(scope, body, length)
            status, headers, content, rest = await loop.run_in_executor(self.threads, self._answer, environ)
        if rest is None and len(content) <= IN_MEMORY:
            protocol.response_bytes(status, headers, content)
        else:
            await self._send(protocol.response_stream(status, headers), content, rest)

    def _answer(self, environ: Environ) -> tuple[int, Headers, bytes, Iterator[bytes] | None]:
        """(status, headers, content, what follows the content); in a thread of its own."""
        begun: list[Any] = []
        answer = self.application(environ, lambda *given: begun.extend(given))
        status, headers = int(begun[0][:3]), begun[1]
        if getattr(answer, "streaming", False) and _length(headers, AT_ONCE + 1) > AT_ONCE:
            return status, headers, b"", _parts(answer)
        try:
            return status, headers, b"".join(answer), None
        finally:
            _close(answer)

    async def _send(self, transport: Any, content: bytes, rest: Iterator[bytes] | None) -> None:
        loop = asyncio.get_running_loop()
        try:
            for begin in range(0, len(content), IN_MEMORY):
                await asyncio.wait_for(transport.send_bytes(content[begin : begin + IN_MEMORY]), GRACE_SECONDS)
            while rest and (part := await loop.run_in_executor(self.threads, next, rest, b"")):
                await asyncio.wait_for(transport.send_bytes(part), GRACE_SECONDS)
        except (TimeoutError, ProtocolClosed):
            pass  # it does not listen any more; the connection ends with us
        finally:
            if rest:
                await loop.run_in_executor(self.threads, rest.close)  # type: ignore[attr-defined]


def _parts(answer: Iterable[bytes]) -> Iterator[bytes]:
    """A large answer in pieces that are worth a turn."""
    try:
        waiting = bytearray()
        for part in answer:
            waiting += part
            if len(waiting) >= IN_MEMORY:
                yield bytes(waiting)
                waiting.clear()
        yield bytes(waiting)
    finally:
        _close(answer)


def _close(answer: Any) -> None:
    if close := getattr(answer, "close", None):
        close()


# The request


async def _body(scope: Scope, protocol: HTTPProtocol, length: int) -> IO[bytes]:
    """All of it, or `Refused`. One that is too large is not read: by its length the application refuses it."""
    if not length or length > most_of(scope.path):
        return BytesIO()
    body: IO[bytes] = BytesIO() if length <= IN_MEMORY else TemporaryFile()  # noqa: SIM115  closed after the answer
    try:
        async with asyncio.timeout(GRACE_SECONDS + length / SLOWEST):
            if length <= IN_MEMORY:
                body.write(await protocol())
            else:
                async for part in protocol:
                    body.write(part)
        if body.tell() != length:
            raise Refused(400, b"The request is not whole.")  # nobody is there any more to read this
    except TimeoutError:
        body.close()
        raise Refused(408, b"The request took too long to arrive.") from None
    except BaseException:
        body.close()
        raise
    body.seek(0)
    return body


def _length(headers: Iterable[tuple[str, str]], unknown: int) -> int:
    for name, value in headers:
        if name.lower() == "content-length" and value.isascii() and value.isdigit():
            return int(value)
    return unknown


def _environ(scope: Scope, body: IO[bytes], length: int) -> Environ:
    """What PEP 3333 asks for."""
    server, _, port = scope.server.rpartition(":")
    environ = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string,
        "SERVER_NAME": server,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        if "_" in name:  # it would pass for one with a dash, such as a proxy's
            continue
        key = f"HTTP_{name.upper().replace('-', '_')}"
        environ[key] = f"{environ[key]}{'; ' if name == 'cookie' else ','}{value}" if key in environ else value
    environ.pop("HTTP_CONTENT_LENGTH", None)
    if "HTTP_CONTENT_TYPE" in environ:
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE")
    if length:
        environ["CONTENT_LENGTH"] = str(length)
    return environ


application = Front(django, int(os.environ.get("YUANLIU_THREADS", "4")))
