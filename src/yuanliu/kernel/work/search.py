"""Finding records by what people type.

Under row-level security PostgreSQL uses no trigram index (LIKE is not leakproof), so hashed bigrams lie in a table that
the app role cannot read, behind functions that add the tenant. Grams are salted by tenant and object: one tenant's
common words cost no other tenant anything. Hits are candidates; `found_ids` checks them again under the policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

import msgspec
from django.db import connection

from yuanliu.base.grams import MAX_LENGTH, index_grams, matches, query_grams
from yuanliu.kernel.tenancy.wall import define_function
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, RecordQuerySet

CANDIDATES = 1000

_SALT = "hashtext(current_setting('app.tenant_id') || of_object)"

define_function(
    f"""
    DROP FUNCTION IF EXISTS search_index(text, jsonb);
    CREATE OR REPLACE FUNCTION search_index(of_object text, entries json) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      WITH salted AS MATERIALIZED (SELECT {_SALT} AS salt)
      INSERT INTO work_searchentry (id, tenant_id, object, record_id, grams)
      SELECT e.id, current_setting('app.tenant_id')::uuid, of_object, e.id, ARRAY(SELECT g # salt FROM unnest(e.grams) g)
      FROM salted, json_to_recordset(entries) AS e (id uuid, grams int[])
      ON CONFLICT (tenant_id, record_id) DO UPDATE SET grams = excluded.grams
    $$
    """  # noqa: S608  made of constants
)
define_function(
    f"""
    CREATE OR REPLACE FUNCTION search_find(of_object text, alternatives jsonb, at_most int) RETURNS SETOF uuid
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT DISTINCT hit.record_id FROM jsonb_array_elements(alternatives) a
      CROSS JOIN LATERAL (
        SELECT s.record_id FROM work_searchentry s
        WHERE s.grams @> ARRAY(SELECT g::int # {_SALT} FROM jsonb_array_elements_text(a) g)
          AND s.tenant_id = current_setting('app.tenant_id')::uuid AND s.object = of_object
        LIMIT at_most
      ) hit
    $$
    """  # noqa: S608  made of constants
)


def search_texts(record: Record) -> list[str]:
    return [str(value) for name in record.object_type.search if (value := getattr(record, name))]


def index_call(code: str, records: Iterable[Record]) -> tuple[str, list[str]]:
    """The call that keeps the search index in step, with its parameters; `Work` sends it with what it writes."""
    entries = [{"id": record.pk, "grams": index_grams(*search_texts(record))} for record in records]
    return "search_index(%s, %s)", [code, msgspec.json.encode(entries).decode()]


def found_ids(ctx: Context, model: type[Record], query: str) -> list[UUID]:
    """Ids of the records that the member may see and that really contain `query`, as far as candidates are looked at."""
    return list(_checked(ctx, model, query, model.objects.within_scope(ctx)))


def newest_found(ctx: Context, model: type[Record], query: str, count: int) -> list[UUID]:
    """The first of them, what was changed last before; no more are checked than that takes."""
    newest = model.objects.visible_to(ctx).order_by("-updated_at", "-pk")
    return list(islice(_checked(ctx, model, query, newest), count))


def _checked(ctx: Context, model: type[Record], query: str, rows: RecordQuerySet) -> Iterator[UUID]:
    candidates = _candidates(model, query_grams(query))
    if not candidates:
        return
    fields = _open_fields(ctx, model)
    found = list(rows.filter(pk__among=candidates).values("pk", *fields, *model.mask_columns))
    masker = model.masker(ctx, found) or (lambda row: frozenset())
    for row in found:
        if matches(query, *_readable(row, fields, masker(row))):
            yield row["pk"]


def ids_with(model: type[Record], field: str, text: str, *, anywhere: bool) -> list[UUID] | None:
    """The records that may have `text` in a field, anywhere or at its beginning, so that a filter need not look at all of
    them; none is missing.

    None: the field is not searched for, or there are so many that whoever looks at the newest finds enough.
    """
    written = query_grams(text)[:1]  # the others are pinyin and initials
    if field not in model.object_type.search or not written:
        return None
    length = model._meta.get_field(field).max_length
    if anywhere and (length is None or length > MAX_LENGTH):  # of longer texts only the beginning is searched for
        return None
    found = _candidates(model, written)
    return found if len(found) < CANDIDATES else None


def _candidates(model: type[Record], alternatives: list[list[int]]) -> list[UUID]:
    """At most CANDIDATES for each alternative."""
    if not alternatives or not model.object_type.search:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT search_find(%s, %s, %s)",
            [model.object_type.code, msgspec.json.encode(alternatives).decode(), CANDIDATES],
        )
        return [row[0] for row in cursor.fetchall()]


def _open_fields(ctx: Context, model: type[Record]) -> list[str]:
    """What a member may not read, they may not find by."""
    kept_from_them = ctx.ruled(model.object_type.code, "hidden", "masked")
    return [name for name in model.object_type.search if name not in kept_from_them]


def _readable(row: Mapping[str, Any], fields: Iterable[str], masked: frozenset[str]) -> list[str]:
    return [str(row[name]) for name in fields if row[name] and name not in masked]
