"""The public form page: what a visitor's browser loads first, and how long the page takes."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass

from bench.measure import Bench, Line, in_turns, line_of
from bench.serving import Client

MOST_BYTES = 50_000
AGENT = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Mobile", "Accept-Encoding": "gzip, br"}
LOADED = re.compile(rb"""<(?:script|link|img)[^>]*?(?:src|href)="([^"]+)\"""")


@dataclass
class Loaded:
    path: str
    bytes: int


def form_page(bench: Bench) -> Line:
    """ours ≤ 2 no-ops; the first load ≤ 50 kB: the HTML and everything that it loads, as it goes over the wire."""
    visitor, path = bench.server.client(""), f"/f/{bench.viewer.slug}"
    member = bench.client(next(iter(bench.sessions)))
    loaded = first_load(visitor, path)
    ours, _, noop, cpu = in_turns(
        lambda: visitor.send("GET", path, None, AGENT), lambda: None, lambda: member.get("/api/v1/noop"), bench
    )
    with bench.statements.logged() as sent:
        visitor.send("GET", path, None, AGENT)
    line = line_of("public form page", bench, ours, [], noop, cpu)
    assert line.noop is not None
    line.goal, line.statements, line.bytes = 2 * line.noop, len(sent), sum(part.bytes for part in loaded)
    line.more = {"goal bytes": MOST_BYTES, "loads": {part.path: part.bytes for part in loaded}}
    return line


def first_load(visitor: Client, path: str) -> list[Loaded]:
    """The page and what stands in it, compressed where the server does not do it itself."""
    page = visitor.send("GET", path, None, AGENT)
    assert page.status == 200, (page.status, path)
    html = gzip.decompress(page.body) if page.body.startswith(b"\x1f\x8b") else page.body
    found = [Loaded(path, len(page.body))]
    for address in dict.fromkeys(match.decode() for match in LOADED.findall(html)):
        if address.startswith("/"):
            answer = visitor.send("GET", address, None, AGENT)
            assert answer.status == 200, (answer.status, address)
            found.append(Loaded(address, len(answer.body)))
    return found
