"""Rows as a member may see them: references with titles, exact amounts, masks. The only way out of the database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.db import connection

from yuanliu.base.text import mask_email, mask_phone, mask_text
from yuanliu.kernel.records.fields import FieldInfo
from yuanliu.kernel.tenancy.fields import MoneyField, ScaledField, Units
from yuanliu.kernel.tenancy.session import require_tenant
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record, RecordQuerySet
from yuanliu.kernel.work.object_type import has_field, model_of

Row = Mapping[str, Any]
Titles = dict[str, dict[UUID, str]]

MASKS: dict[str, Callable[[str], str]] = {"phone": mask_phone, "email": mask_email}


def stored_columns(model: type[Record], infos: Iterable[FieldInfo]) -> list[str]:
    """What to select so that `render` can show these fields."""
    names = {"id", "version", model.object_type.title, *model.mask_columns}
    for info in infos:
        names.add("custom" if info.custom else info.column)
        if info.currency and has_field(model, info.currency):
            names.add(info.currency)
        if info.kind == "reference" and not info.target:
            names.add("object")
    return sorted(names)


def annotated(rows: RecordQuerySet, ctx: Context, names: Iterable[str]) -> RecordQuerySet:
    """Adds those of the model's computed fields that `names` mentions."""
    wanted = set(names)
    expressions = {c.name: c.expression(ctx) for c in rows.model.object_type.computed if c.name in wanted}
    return rows.annotate(**expressions) if expressions else rows


def render(ctx: Context, model: type[Record], rows: Sequence[Row], infos: Sequence[FieldInfo]) -> list[dict[str, Any]]:
    """JSON-ready records; one extra query for each kind of record that is referred to."""
    titles = reference_titles(ctx, infos, rows)
    masked_in = model.masker(ctx, rows)
    code = model.object_type.code
    always = frozenset(info.name for info in infos if ctx.field_rule(code, info.name) == "masked")
    shown = []
    for row in rows:
        masked = always | masked_in(row) if masked_in else always
        shown.append(_record(model, row, infos, titles, masked))
    return shown


def _record(
    model: type[Record], row: Row, infos: Sequence[FieldInfo], titles: Titles, masked: frozenset[str]
) -> dict[str, Any]:
    title = model.object_type.title
    text = str(row[title] or "")
    out: dict[str, Any] = {
        "id": row["id"],
        "version": row["version"],
        "title": mask_text(text) if title in masked else text,
    }
    custom: dict[str, Any] = {}
    for info in infos:
        if info.custom:
            custom[info.column] = (
                mask(info, row["custom"].get(info.column)) if info.name in masked else row["custom"].get(info.column)
            )
        else:
            value = present(model, info, row, titles)
            out[info.name] = mask(info, value) if info.name in masked else value
    if custom:
        out["custom"] = custom
    return out


def present(model: type[Record], info: FieldInfo, row: Row, titles: Titles) -> Any:
    value = row[info.column]
    if value is None:
        return None
    if info.kind == "reference":
        return reference(info.target or row["object"], value, titles)
    if isinstance(value, Units):
        return exact(model, info, value, row)
    return value


def exact(model: type[Record], info: FieldInfo, units: Units, row: Row) -> Any:
    """A stored bigint as the decimal that it means, by the currency of its row."""
    field = model._meta.get_field(info.name) if has_field(model, info.name) else _computed_field(info)
    assert isinstance(field, ScaledField)
    return field.from_units(
        units, SimpleNamespace(**{info.currency: row.get(info.currency)}) if info.currency else None
    )


def _computed_field(info: FieldInfo) -> ScaledField:
    return MoneyField(currency=info.currency or None) if info.kind == "money" else ScaledField()


def reference(target: str, value: UUID, titles: Titles) -> dict[str, Any]:
    title = titles.get(target, {}).get(value)
    return {"hidden": True} if title is None else {"object": target, "id": value, "title": title}


def mask(info: FieldInfo, value: Any) -> Any:
    if value in (None, "", []) or isinstance(value, bool):
        return value
    return MASKS.get(info.kind, mask_text)(value) if isinstance(value, str) else None


def reference_titles(ctx: Context, infos: Iterable[FieldInfo], rows: Sequence[Row]) -> Titles:
    wanted: dict[str, set[UUID]] = {}
    for info in infos:
        if info.kind == "reference":
            for row in rows:
                if value := row[info.column]:
                    wanted.setdefault(info.target or row["object"], set()).add(value)
    return titles_of(ctx, wanted)


def titles_of(ctx: Context, wanted: Mapping[str, set[UUID]]) -> Titles:
    """Titles of the records that the member may see, deleted ones included: a name in a history stays a name.

    The objects of which the member sees every row are asked together, in one statement.
    """
    titles: Titles = {}
    open_to_all: list[type[Record]] = []
    for code, ids in wanted.items():
        if not ids:
            continue
        model = model_of(code)
        condition = model.object_type.scope.condition(model, ctx, ctx.scope(code, "read"), "read")
        if condition:
            pairs = model.objects.filter(condition, pk__in=ids).values_list("pk", model.object_type.title)
            titles[code] = {pk: str(title or "") for pk, title in pairs}
        else:
            titles[code] = {}
            open_to_all.append(model)
    if open_to_all:
        require_tenant()
        asked = " UNION ALL ".join(map(_titles_sql, open_to_all))
        with connection.cursor() as cursor:
            cursor.execute(asked, [list(wanted[model.object_type.code]) for model in open_to_all])
            for code, pk, title in cursor.fetchall():
                titles[code][pk] = title or ""
    return titles


def _titles_sql(model: type[Record]) -> str:
    kind = model.object_type
    title = model._meta.get_field(kind.title).column
    return f"SELECT '{kind.code}', id, {title}::text FROM {model._meta.db_table} WHERE id = ANY(%s)"  # noqa: S608
