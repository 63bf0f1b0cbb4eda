"""`./dev bench [small|large …] [--only TEXT]`: makes what data is missing, measures, prints the table, writes JSON."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import psycopg

from bench.data.size import DATA_SETS, DOMAIN
from bench.measure import Line, measure_read, measure_write
from bench.places import ROOT, Place, opened
from bench.reads import reads
from bench.serving import Statements, served, sessions
from bench.viewer import EMAIL, find_viewer
from bench.writes import WRITES


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__)
    parser.add_argument("data_sets", nargs="*", choices=[*DATA_SETS, []], default=["small"])
    parser.add_argument("--only", default="", help="lines whose name has this text")
    parser.add_argument("--seconds", type=float, default=20, help="at most, for a line; a slow one is repeated less")
    parser.add_argument("--json", type=Path, default=ROOT / "var" / "bench.json")
    args = parser.parse_args()
    lines: list[Line] = []
    for name in args.data_sets:
        with opened(name) as place:
            lines += _measure(place, args.only, args.seconds)
    print(table(lines))
    args.json.parent.mkdir(parents=True, exist_ok=True)
    args.json.write_text(json.dumps([line.as_json() for line in lines], ensure_ascii=False, indent=1))


def _measure(place: Place, only: str, seconds: float) -> list[Line]:
    with psycopg.connect(place.owner_url) as connection:
        viewer = find_viewer(connection)
    signed_in = sessions(place, 1000)
    found = []
    with served(place) as server:
        statements = Statements(place)
        for read in reads(viewer):
            if only in read.name:
                email = EMAIL if read.session == "seller" else f"admin@{DOMAIN}"
                line = measure_read(read, server, server.client(signed_in[email]), viewer, statements, seconds)
                print(table([line]).splitlines()[-1], file=sys.stderr, flush=True)
                found.append(line)
        for write in WRITES:
            if only in write.name:
                line = measure_write(write, server, server.client(signed_in[EMAIL]), viewer, statements, 40)
                print(table([line]).splitlines()[-1], file=sys.stderr, flush=True)
                found.append(line)
    return found


def table(lines: list[Line]) -> str:
    """One row of each; times in milliseconds."""
    head = f"{'work':<36}{'data':<7}{'p50':>9}{'p95':>9}{'floor':>9}{'no-op':>7}{'goal':>9}{'of goal':>8}{'SQL':>5}{'CPU':>7}{'bytes':>9}"
    rows = [
        f"{_wide(line.work, 36)}{line.data_set:<7}{line.p50:>9.2f}{line.p95:>9.2f}{_number(line.floor):>9}{_number(line.noop):>7}"
        f"{_number(line.goal):>9}{_number(line.ratio):>8}{line.statements if line.statements is not None else '':>5}"
        f"{_number(line.cpu):>7}{line.bytes or '':>9}"
        for line in lines
    ]
    return "\n".join([head, *rows])


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _wide(text: str, width: int) -> str:
    return text[: width - 1].ljust(width)


if __name__ == "__main__":
    main()
