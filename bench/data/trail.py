"""What follows every bulk of rows: events with their subjects, search entries, ledger rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import psycopg

from bench.data.copying import CHUNK, Array, Column, copy, ids_at, picked
from bench.data.people import Company
from bench.data.words import Companies, Phrases, Salted, companies, people, sayings
from yuanliu.kernel.events.models import EventLog, EventSubject
from yuanliu.kernel.work.models import SearchEntry

Subjects = Sequence[tuple[str, Array]]


class Loader:
    """One connection, one company, its words; `say` tells what is being loaded."""

    def __init__(self, connection: psycopg.Connection, company: Company):
        self.connection = connection
        self.company = company
        self.rng = company.rng
        size = company.size
        self.firms: Companies = companies(self.rng, size.accounts + size.accounts // 2 + 10)
        self.people: Phrases = people()
        self.sayings: Phrases = sayings()

    def copy(self, model: Any, count: int, **columns: Column) -> None:
        copy(self.connection, model, count, tenant_id=self.company.tenant_id, **columns)

    def events(
        self,
        code: str,
        kind: str,
        records: Array,
        at: Array,
        actors: Array,
        *,
        data: Column = "{}",
        changes: Column = "{}",
        also: Subjects = (),
    ) -> None:
        """One event of each record, by the seller of that index (-1: the product itself), on all `also` too."""
        ids = ids_at(at, self.rng)
        self.copy(
            EventLog,
            len(records),
            id=ids,
            at=at,
            code=code,
            object=kind,
            record_id=records,
            actor_id=picked(self.company.sellers, actors),
            actor_name=np.where(actors < 0, "系统".encode(), self.company.seller_names[actors]),
            origin='{"kind": "api"}',
            data=data,
            changes=changes,
        )
        for object_code, subjects in ((kind, records), *also):
            there = subjects != b"\\N"
            self.copy(
                EventSubject,
                int(there.sum()),
                id=ids_at(at[there], self.rng),
                event_id=ids[there],
                object=object_code,
                record_id=subjects[there],
            )

    def search(self, kind: str, records: Array, *grams: Callable[[Salted, int], bytes]) -> None:
        """One entry of each record; each of `grams` gives a part of row `at`."""
        salt = self.connection.execute("SELECT hashtext(%s)", [f"{self.company.tenant.pk}{kind}"]).fetchone()
        assert salt is not None
        salted = Salted(salt[0])

        def arrays(first: int, behind: int) -> list[bytes]:
            rows = (filter(None, [part(salted, at) for part in grams]) for at in range(first, behind))
            return [b"{%b}" % b",".join(row) for row in rows]

        self.copy(SearchEntry, len(records), id=records, object=kind, record_id=records, grams=arrays)

    # Parts of search entries

    def firm_grams(self, indexes: Array) -> Callable[[Salted, int], bytes]:
        places = indexes.tolist()
        return lambda salted, at: salted.word(1, places[at], self.firms.grams)

    def person_grams(self, indexes: Array) -> Callable[[Salted, int], bytes]:
        places = indexes.tolist()
        return lambda salted, at: salted.word(2, places[at], self.people.grams)

    def saying_grams(self, indexes: Array) -> Callable[[Salted, int], bytes]:
        places = indexes.tolist()
        return lambda salted, at: salted.word(3, places[at], self.sayings.grams)


def plain_grams(column: Array) -> Callable[[Salted, int], bytes]:
    """Of a column of ASCII texts; nothing where it is empty."""
    folded = [bytes(text).translate(None, b"@.-_").lower().decode() for text in column.tolist()]
    return lambda salted, at: salted.plain(folded[at]) if folded[at] else b""


def between(rng: np.random.Generator, first: Array, last: Array, power: float = 1.0) -> Array:
    """A moment between two, nearer to the first for a greater power."""
    span = (last - first).astype("m8[s]").astype(np.int64)
    return first + (span * rng.random(len(first)) ** power).astype(np.int64).astype("m8[s]")


def days(moments: Array) -> Array:
    return moments.astype("M8[D]")


__all__ = ["CHUNK", "Loader", "between", "days", "plain_grams"]
