"""What axe-core finds on a page: only what is serious or critical to people who cannot see or point."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
_FIND = """async () => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"] });
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html, any }) => `${id}: ${html.slice(0, 160)} ${any[0]?.message ?? ""}`));
}"""


def faults(page: Page) -> list[str]:
    """`rule: element why`, one line for each place."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(_AXE.read_text())  # the policy of the page takes no script tag, as it should
    found: list[str] = page.evaluate(_FIND)
    return found
