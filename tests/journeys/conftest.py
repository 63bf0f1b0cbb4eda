"""A company whose members sit at real browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

if TYPE_CHECKING:  # models load once the database of the tests is known, and this file is read before
    from tests.support.company import Company
    from tests.support.fixtures import RunningServer

WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def company() -> Company:
    from tests.support.company import make_company
    from yuanliu.site import urls  # noqa: F401  the routers say how records are made, also to the jobs run here

    return make_company()


@dataclass
class Window:
    context: BrowserContext
    errors: list[str]


@pytest.fixture
def open_as(browser: Browser, server: RunningServer, company: Company) -> Iterator[Open]:
    """`open_as("sales", "/leads", PHONE)`: that member's window. An uncaught error in any of them fails the test."""
    windows: list[Window] = []

    def window(who: str, address: str = "/", size: ViewportSize = WIDE) -> Page:
        context = browser.new_context(base_url=server.url, locale="zh-CN", viewport=size, reduced_motion="reduce")
        session = company.api(who).cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": server.url}])
        opened = Window(context, [])
        windows.append(opened)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.goto(address)
        return page

    yield window
    for opened in windows:
        opened.context.close()
    assert not [error for opened in windows for error in opened.errors]


@pytest.fixture
def source(company: Company) -> str:
    return str(company.api().send("GET", "/sources?q=展会").data["items"][0]["id"])


@pytest.fixture
def pool(company: Company) -> str:
    pools = company.api().send("GET", "/pools").data["items"]
    return next(str(pool["id"]) for pool in pools if pool["object"] == "lead")


@pytest.fixture
def add_lead(company: Company, source: str) -> Callable[..., UUID]:
    """A lead of `who`, or in a pool."""

    def add(name: str, who: str = "admin", **values: object) -> UUID:
        made = company.api(who).send("POST", "/leads", {"name": name, "source": source, **values})
        assert made.status_code == 201, made.data
        return UUID(made.data["id"])

    return add
