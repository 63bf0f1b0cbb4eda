"""Every page of the client, in both languages, light and dark, wide and phone: `python -m tests.journeys.screens`.

The pages are found as a member would find them: the menu, the settings, and the first record of every list. The pictures
and a sheet with all of them (`index.html`) go to `screenshots/`; what axe finds serious on a page is printed and fails.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.axe import faults

SWITCHES = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LANGUAGES = {"zh": "zh-hans", "en": "en"}
MODES = ("light", "dark")
#: What no link leads to by itself.
BESIDES = ("/opportunities?mode=board", "/installments", "/leads?deleted=true", "/leads?new=true", "/no-such-page")
SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@dataclass(frozen=True)
class Variant:
    language: str
    mode: str
    size: str

    def __str__(self) -> str:
        return f"{self.language}-{self.mode}-{self.size}"


@dataclass(frozen=True)
class Shot:
    address: str
    variant: Variant
    path: Path
    faults: list[str]


def main() -> None:
    args = _arguments()
    shutil.rmtree(args.out, ignore_errors=True)
    args.out.mkdir(parents=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=SWITCHES)
        shots = list(_shoot_all(browser, args))
        browser.close()
    (args.out / "index.html").write_text(_sheet(shots), encoding="utf-8")
    faulty = [shot for shot in shots if shot.faults]
    for shot in faulty:
        print(f"{shot.address} {shot.variant}", *sorted(set(shot.faults)), sep="\n  ")
    print(f"{len(shots)} screenshots in {args.out}; {len(faulty)} with a serious fault")
    sys.exit(bool(faulty))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", default="http://127.0.0.1:8000")
    parser.add_argument("--email", default="shen@demo.yuanliu.example")
    parser.add_argument("--password", default="demo-2025")
    parser.add_argument("--out", type=Path, default=Path("screenshots"))
    parser.add_argument("--only", default="", help="a regular expression that addresses must match")
    parser.add_argument("--variants", default="", help="a regular expression for language-mode-size, e.g. zh-light")
    return parser.parse_args()


def _shoot_all(browser: Browser, args: argparse.Namespace) -> Iterator[Shot]:
    context = browser.new_context(base_url=args.server, locale="zh-CN", viewport=SIZES["wide"], reduced_motion="reduce")
    page = context.new_page()
    page.goto("/sign-in")
    yield _shoot(page, "/sign-in", Variant("zh", "light", "wide"), args.out / "sign-in.png")
    _sign_in(page, args.email, args.password)
    addresses = [address for address in _addresses(page) if re.search(args.only, address)]
    variants = [Variant(*choice) for choice in itertools.product(LANGUAGES, MODES, SIZES)]
    for variant in variants:
        if re.search(args.variants, str(variant)):
            _dress(context, page, variant)
            for address in addresses:
                name = f"{re.sub('[^a-z0-9-]+', '_', address.strip('/')) or 'home'}.png"
                page.goto(address)
                yield _shoot(page, address, variant, args.out / str(variant) / name)
    _send(page, "PATCH", "/session", {"locale": "zh-hans"})
    context.close()


def _sign_in(page: Page, email: str, password: str) -> None:
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码", exact=True).fill(password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("/")


def _addresses(page: Page) -> list[str]:
    """The menu, the settings, and the first record of every list."""
    page.get_by_role("navigation").get_by_role("link").first.wait_for()
    places = _links(page, "nav a")
    if "/settings" in places:
        page.goto("/settings")
        page.locator("a.yl-tile").first.wait_for()
        places += _links(page, "a.yl-tile")
    return list(dict.fromkeys(["/", *places, *BESIDES, *_records(page, places)]))


def _links(page: Page, selector: str) -> list[str]:
    found: list[str] = page.locator(selector).evaluate_all("links => links.map(link => link.getAttribute('href'))")
    return found


def _records(page: Page, places: list[str]) -> Iterator[str]:
    for kind in _send(page, "GET", "/meta")["objects"].values():
        home = next(
            (place for place in places if place.rsplit("/", 1)[-1] == kind["path"] and "pools/" not in place), None
        )
        items = _send(page, "GET", f"/{kind['path']}?limit=1&columns=")["items"] if home else []
        yield from (f"{home}/{item['id']}" for item in items)


def _send(page: Page, method: str, path: str, body: object = None) -> dict:  # type: ignore[type-arg]
    cookies = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    response = page.request.fetch(
        f"/api/v1{path}", method=method, data=body, headers={"X-CSRFToken": cookies.get("csrftoken", "")}
    )
    assert response.ok, f"{method} {path}: {response.status} {response.text()}"
    answer: dict = json.loads(response.text())  # type: ignore[type-arg]
    return answer


def _dress(context: BrowserContext, page: Page, variant: Variant) -> None:
    _send(page, "PATCH", "/session", {"locale": LANGUAGES[variant.language]})
    page.set_viewport_size(SIZES[variant.size])  # type: ignore[arg-type]
    page.evaluate("mode => localStorage.setItem('yuanliu.preferences', JSON.stringify({ mode }))", variant.mode)


def _shoot(page: Page, address: str, variant: Variant, path: Path) -> Shot:
    path.parent.mkdir(exist_ok=True)
    page.wait_for_load_state("networkidle")
    page.locator(".ant-skeleton").first.wait_for(state="detached", timeout=10_000)
    page.screenshot(path=path)
    return Shot(address, variant, path, faults(page))


def _from_sheet(shot: Shot) -> str:
    place = shot.path.parent.name
    return f"{place}/{shot.path.name}" if place == str(shot.variant) else shot.path.name


def _sheet(shots: list[Shot]) -> str:
    figures = "".join(
        f'<figure><a href="{_from_sheet(shot)}"><img loading="lazy" src="{_from_sheet(shot)}"></a>'
        f"<figcaption>{escape(shot.address)} · {shot.variant}</figcaption></figure>"
        for shot in sorted(shots, key=lambda shot: (shot.address, str(shot.variant)))
    )
    style = "body{display:flex;flex-wrap:wrap;gap:12px;font:12px sans-serif}figure{margin:0}img{height:260px;border:1px solid #ccc}"
    return f"<!doctype html><meta charset=utf-8><title>Screens</title><style>{style}</style>{figures}"


if __name__ == "__main__":
    main()
