"""Every lead and account has exactly one home, and the ledger tells how it came there."""

from __future__ import annotations

from collections.abc import Iterator

from yuanliu.base.i18n import T
from yuanliu.kernel.work.invariants import Invariant
from yuanliu.kernel.work.object_type import object_models
from yuanliu.modules.ownership.models import Pooled

_ASTRAY = """
    SELECT r.id FROM {table} r
    LEFT JOIN (SELECT DISTINCT ON (record_id) record_id, to_owner_id, to_pool_id FROM ownership_ledgerentry
               WHERE object = '{code}' ORDER BY record_id, at DESC, id DESC) last ON last.record_id = r.id
    WHERE last.record_id IS NULL OR last.to_owner_id IS DISTINCT FROM r.owner_id
       OR last.to_pool_id IS DISTINCT FROM r.pool_id
"""


def _homes() -> Iterator[Invariant]:
    for model in object_models():
        if not issubclass(model, Pooled):
            continue
        kind, table = model.object_type, model._meta.db_table
        yield Invariant(
            f"{kind.code}.one_home",
            T(
                f"{kind.label.zh}或有负责人或在公海",
                f"Each {kind.label.small.en} has an owner or lies in a pool, never both",
            ),
            f"SELECT id FROM {table} WHERE (owner_id IS NULL) = (pool_id IS NULL) "  # noqa: S608  our own tables
            "OR (owner_id IS NULL) <> (owned_since IS NULL) OR (pool_id IS NULL) <> (pooled_since IS NULL)",
        )
        yield Invariant(
            f"{kind.code}.ledger",
            T(
                f"归属流水的末行就是{kind.label.zh}的归属",
                f"The last ledger row is the home of the {kind.label.small.en}",
            ),
            _ASTRAY.format(table=table, code=kind.code),
        )


INVARIANTS = tuple(_homes())
