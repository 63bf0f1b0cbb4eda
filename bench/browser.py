"""The first visit to the list of leads in Chromium, with nothing in its cache."""

from __future__ import annotations

import os
import statistics
from typing import Any

from playwright.sync_api import Browser, CDPSession, sync_playwright

from bench.measure import Bench, Line, percentile
from bench.viewer import EMAIL

MOST_BYTES = 450_000
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
COUNTED = ("Script", "Stylesheet")
VISITS = 5


def first_visit(bench: Bench) -> Line:
    """Milliseconds until rows stand in the list, and the bytes of script and style that came over the wire."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visits = [_visit(browser, bench) for _ in range(min(VISITS, bench.repeats))]
        browser.close()
    times = [seconds * 1000 for seconds, _ in visits]
    sizes = visits[-1][1]
    line = Line("first visit in Chromium", bench.place.name, statistics.median(times), percentile(times, 0.95))
    line.bytes, line.repeats = sum(sizes.values()), len(times)
    counted = sum(sizes.get(kind, 0) for kind in COUNTED)
    line.more = {"script and style": counted, "goal bytes": MOST_BYTES, "by kind": sizes}
    return line


def _visit(browser: Browser, bench: Bench) -> tuple[float, dict[str, int]]:
    """Seconds until the first row is visible; bytes as sent, by kind, until the page is at rest."""
    context = browser.new_context(base_url=f"http://127.0.0.1:{bench.server.port}", locale="zh-CN")
    address = f"http://127.0.0.1:{bench.server.port}"
    context.add_cookies([{"name": "sessionid", "value": bench.sessions[EMAIL], "url": address}])
    page = context.new_page()
    sizes = _sizes(context.new_cdp_session(page))
    page.goto("/leads", wait_until="commit")
    page.wait_for_selector("tbody tr.ant-table-row", timeout=60_000)
    seconds = page.evaluate("performance.now()") / 1000
    page.wait_for_load_state("networkidle")
    context.close()
    return seconds, dict(sizes)


def _sizes(session: CDPSession) -> dict[str, int]:
    """Grows while the page loads."""
    sizes: dict[str, int] = {}
    kinds: dict[str, str] = {}

    def finished(event: Any) -> None:
        kind = kinds.get(event["requestId"], "Other")
        sizes[kind] = sizes.get(kind, 0) + int(event["encodedDataLength"])

    session.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    session.on("Network.loadingFinished", finished)
    session.send("Network.enable")
    session.send("Network.setCacheDisabled", {"cacheDisabled": True})
    return sizes
