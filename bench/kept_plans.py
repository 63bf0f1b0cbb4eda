"""`./dev bench large --plans`: how PostgreSQL goes about each hot query on a full table, written beside the tests."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg

from bench.measure import Bench
from bench.places import ROOT
from bench.plans import outline
from bench.reads import reads

FOLDER = ROOT / "tests" / "plans"


def write_plans(bench: Bench) -> None:
    """A file for each read: the nodes of the plans of its statements, an empty line between them; no costs, no times."""
    folder = FOLDER / bench.place.name
    folder.mkdir(parents=True, exist_ok=True)
    with psycopg.connect(bench.place.app_url, autocommit=True) as app:
        for read in reads(bench.viewer):
            client, found = bench.client(read.email), []
            for path in read.paths(client, bench.viewer):
                with bench.statements.logged() as sent:
                    client.get(path)
                found += [statement for statement in sent if re.match(r"\s*(SELECT|WITH)\b", statement)]
            plans = ["\n".join(outline(app, bench.viewer.tenant, statement)) for statement in found]
            file_of(folder, read.name).write_text("\n\n".join(plans) + "\n", encoding="utf-8")


def file_of(folder: Path, name: str) -> Path:
    return folder / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.txt"
