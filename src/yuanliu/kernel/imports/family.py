"""What the rows of a file are called, and which of them name each other as parents in a circle: told before any is made.

By hashes, because a file may have a million rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

Named = tuple[int, Mapping[str, int]]  # the key of a row's title, and of what each of its fields refers to


class Family:
    def __init__(self, rows: Iterable[Named] = ()):
        self.titles: set[int] = set()
        above: dict[str, dict[int, int]] = {}
        for title, referred in rows:
            self.titles.add(title)
            for field, parent in referred.items():
                above.setdefault(field, {}).setdefault(title, parent)
        self.circles = {field: frozenset(_on_circles(parents)) for field, parents in above.items()}


def _on_circles(parents: Mapping[int, int]) -> Iterable[int]:
    """Those that come back to themselves on their way up; each step is taken once."""
    passed: set[int] = set()
    for start in parents:
        way: dict[int, int] = {}
        at: int | None = start
        while at is not None and at not in passed:
            passed.add(at)
            way[at] = len(way)
            at = parents.get(at)
        if at in way:
            yield from (title for title, place in way.items() if place >= way[at])
