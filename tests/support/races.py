"""Real concurrency: threads that each have their own database connection, started together."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connections


def race(count: int, attempt: Callable[[int], Any], *, at_once: int = 10) -> list[Any]:
    """What each of `count` attempts returned, or the exception that it raised; `at_once` of them start together."""
    gate = Barrier(min(count, at_once))

    def run(number: int) -> Any:
        if number < gate.parties:
            gate.wait()
        try:
            return attempt(number)
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(min(count, at_once)) as threads:
        return list(threads.map(run, range(count)))
