"""`python -m bench.crowd small --members 64 --seconds 300 [--pgbouncer]`: the mixed load with workers, recycling and the
invariants after it; through PgBouncer with two server processes and two workers when asked."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from bench.data.size import DATA_SETS
from bench.mixed import run_mixed, summary
from bench.places import Place, opened
from bench.pooling import pooled
from bench.serving import Client, served, sessions
from bench.sessions import STRANGER

RECYCLE = """
from yuanliu.site.platform import environment
with environment.prepared():
    import django; django.setup()
    from yuanliu.site import urls
    from yuanliu.modules.recycling.jobs import recycle_everywhere
    recycle_everywhere(0)
"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.crowd", description=__doc__)
    parser.add_argument("data_set", choices=list(DATA_SETS))
    parser.add_argument("--members", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--pgbouncer", action="store_true")
    args = parser.parse_args()
    with opened(args.data_set) as place, ExitStack() as stack:
        through = stack.enter_context(pooled(place)) if args.pgbouncer else place
        signed_in = sessions(place, 1000)
        server = stack.enter_context(served(through, workers=2))
        for _ in range(2 if args.pgbouncer else 1):
            stack.enter_context(_worker(place))
        watcher = _Watcher(Client(server.port, signed_in[STRANGER]), args.seconds)
        watcher.start()
        recycling = subprocess.Popen([sys.executable, "-c", RECYCLE], env=through.environment)
        load = run_mixed(server.port, signed_in, args.members, args.seconds)
        watcher.join()
        print(
            json.dumps(
                {
                    **summary(load, args.seconds),
                    "lists_of_another_company": watcher.asked,
                    "rows_of_a_wrong_company": watcher.wrong,
                },
                ensure_ascii=False,
                indent=1,
            )
        )
        recycling.wait()
    with opened(args.data_set) as place:
        subprocess.run(
            [sys.executable, "-m", "yuanliu.site.cli", "doctor", "--data"], env=place.environment, check=True
        )


class _Watcher(threading.Thread):
    """A member of another company who lists all the while: every row must be that company's."""

    def __init__(self, client: Client, seconds: float):
        super().__init__()
        self.client, self.seconds, self.wrong, self.asked = client, seconds, 0, 0

    def run(self) -> None:
        own = {row["id"] for row in self._rows()}
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            self.asked += 1
            self.wrong += len({row["id"] for row in self._rows()} - own)

    def _rows(self) -> list[dict[str, str]]:
        rows: list[dict[str, str]] = self.client.get("/api/v1/leads?limit=200&sort=created_at").data["items"]
        return rows


@contextmanager
def _worker(place: Place) -> Iterator[None]:
    """Its LISTEN needs a connection of its own, so it goes to the database directly."""
    process = subprocess.Popen([sys.executable, "-m", "yuanliu.site.cli", "worker"], env=place.environment)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # a long job: it starts again with the next worker
            process.kill()
            process.wait()


if __name__ == "__main__":
    main()
