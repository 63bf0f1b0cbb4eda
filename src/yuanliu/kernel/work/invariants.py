"""What always holds of a tenant's rows, said as SQL that finds the rows where it does not.

Each app declares its own in a module `invariants`; `yuanliu doctor --data` asks them all, and so do tests of their data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.db import connection

from yuanliu.base.i18n import T
from yuanliu.kernel.tenancy.session import require_tenant

SHOWN = 10  # ids named of the rows that break a rule


@dataclass(frozen=True)
class Invariant:
    """`broken` is a SELECT of one column, the id of each row that breaks `rule`; the wall adds the tenant."""

    code: str
    rule: T
    broken: str


@dataclass(frozen=True)
class Breach:
    """How many rows of the open tenant break an invariant, and the first of them."""

    invariant: Invariant
    count: int
    ids: list[str]

    def __str__(self) -> str:
        more = ", …" if self.count > len(self.ids) else ""
        return f"{self.invariant.code}: {self.count} ({', '.join(self.ids)}{more})"


def all_invariants() -> list[Invariant]:
    """Those of every installed app, in the order of the chain."""
    names = [f"{config.name}.invariants" for config in apps.get_app_configs()]
    modules = [import_module(name) for name in names if find_spec(name)]
    return [invariant for module in modules for invariant in getattr(module, "INVARIANTS", ())]


def breach_of(invariant: Invariant) -> Breach | None:
    """Asks the open tenant's rows; None where the invariant holds."""
    require_tenant()
    asked = f"SELECT count(*) OVER (), broken.id FROM ({invariant.broken}) broken(id) LIMIT {SHOWN}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(asked)
        rows = cursor.fetchall()
    return Breach(invariant, rows[0][0], [str(row[1]) for row in rows]) if rows else None


def breaches() -> Iterator[Breach]:
    """Everything that does not hold for the open tenant."""
    for invariant in all_invariants():
        if found := breach_of(invariant):
            yield found
