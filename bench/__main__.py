"""`./dev bench [small|large …] [--only TEXT]`: makes what data is missing, measures, prints the table, writes JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import psycopg

from bench import browser, forms, imports, recycling, together
from bench.data.size import DATA_SETS
from bench.kept_plans import write_plans
from bench.measure import Bench, Line, measure_read, measure_write
from bench.places import ROOT, Place, opened
from bench.reads import reads
from bench.serving import Statements, served, sessions
from bench.viewer import find_viewer
from bench.writes import WRITES

Measured = Callable[[Bench], Line]

ACTS: dict[str, Measured] = {
    "claim by 16 at once": together.claims,
    "convert by 16 at once": together.conversions,
    "receipt by 16 at once": together.receipts,
    "public form page": forms.form_page,
    "first visit in Chromium": browser.first_visit,
    "recycling": recycling.recycle,
    "import of leads": imports.import_leads,
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("data_sets", nargs="*", choices=[*DATA_SETS, []], default=["small"])
    parser.add_argument("--only", default="", help="lines whose name has this text")
    parser.add_argument("--repeats", type=int, default=300, help="turns of a line")
    parser.add_argument("--seconds", type=float, default=60, help="at most, for a line; a slow one takes fewer turns")
    parser.add_argument("--rows", type=int, default=100_000, help="of the import; a tenth as many are recycled")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    parser.add_argument(
        "--plans", action="store_true", help="measure nothing; write the plans of hot queries for the tests"
    )
    args = parser.parse_args()
    lines: list[Line] = []
    for name in args.data_sets:
        with opened(name) as place, _bench(place, args) as bench:
            if args.plans:
                write_plans(bench)
                continue
            for line in _measure(bench, args.only):
                print(table([line]).split("\n", 1)[1], file=sys.stderr, flush=True)
                lines.append(line)
    if not args.plans:
        print(table(lines))
        args.json.parent.mkdir(parents=True, exist_ok=True)
        args.json.write_text(json.dumps([line.as_json() for line in lines], ensure_ascii=False, indent=1))


@contextmanager
def _bench(place: Place, args: argparse.Namespace) -> Iterator[Bench]:
    with psycopg.connect(place.owner_url) as connection:
        viewer = find_viewer(connection)
    signed_in = sessions(place, 1000)
    with served(place) as server:
        yield Bench(server, viewer, signed_in, Statements(place), args.repeats, args.seconds, args.rows)


def _measure(bench: Bench, only: str) -> Iterator[Line]:
    """Reads first: what is written afterwards does not slow them down."""
    measured: dict[str, Measured] = {read.name: partial(measure_read, read) for read in reads(bench.viewer)}
    measured |= {write.name: partial(measure_write, write) for write in WRITES} | ACTS
    for name, measure in measured.items():
        if only in name:
            yield measure(bench)


def table(lines: list[Line]) -> str:
    """One row of each; times in milliseconds. Below it what else was found."""
    head = f"{'work':<36}{'data':<7}{'p50':>9}{'p95':>9}{'floor':>9}{'no-op':>7}{'goal':>9}{'of goal':>8}{'SQL':>5}{'CPU':>7}{'bytes':>9}"
    return "\n".join([head, *(row for line in lines for row in _rows(line))])


def _rows(line: Line) -> Iterator[str]:
    yield (
        f"{_wide(line.work, 36)}{line.data_set:<7}{line.p50:>9.2f}{line.p95:>9.2f}{_number(line.floor):>9}{_number(line.noop):>7}"
        f"{_number(line.goal):>9}{_number(line.ratio):>8}{line.statements if line.statements is not None else '':>5}"
        f"{_number(line.cpu):>7}{line.bytes or '':>9}"
    )
    if line.more:
        yield "    " + " · ".join(f"{name} {value}" for name, value in line.more.items())


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _wide(text: str, width: int) -> str:
    return text[: width - 1].ljust(width)


if __name__ == "__main__":
    main()
