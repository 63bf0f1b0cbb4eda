"""Imports as a member may see them, and the file that says what was wrong with which row."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from django.db.models import Q

from yuanliu.base.csvsafe import escape_cell
from yuanliu.base.errors import Conflict, NotFound
from yuanliu.base.i18n import T
from yuanliu.kernel.imports.duplicates import EXISTS
from yuanliu.kernel.imports.fields import importable_fields
from yuanliu.kernel.imports.models import ImportBatch, ImportRow, ImportState
from yuanliu.kernel.imports.profiles import purposes
from yuanliu.kernel.imports.reading import data_rows
from yuanliu.kernel.imports.unread import shown as shown_cell
from yuanliu.kernel.records.output import titles_of
from yuanliu.kernel.records.seen import rule_of, spoken
from yuanliu.kernel.tenancy.models import TenantQuerySet
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.scope import NOTHING, OwnerScope

REASON = T("原因", "Reason")
AT_ONCE = 1000
PAGE = 50
REMEMBERED = 20
_scope = OwnerScope(owner="member")


class FileGone(Conflict):
    code = "import_file_gone"
    detail = T("文件已超过保留期限，请重新上传", "The file is no longer kept; upload it again.")


def visible_batches(ctx: Context) -> TenantQuerySet:
    """Imports of the objects that the member may import, as far as that permission reaches over their colleagues."""
    condition: Q = NOTHING
    for model in object_models():
        code = model.object_type.code
        condition |= Q(object=code, purpose="") & _within(ctx, code, "import")
    for (code, purpose), needs in purposes().items():
        condition |= Q(object=code, purpose=purpose) & _within(ctx, *needs)
    return ImportBatch.objects.filter(condition)


def _within(ctx: Context, code: str, action: str) -> Q:
    if not ctx.may(code, action):
        return NOTHING
    return _scope.condition(ImportBatch, ctx, ctx.scope(code, action), action)  # type: ignore[arg-type]


def import_page(ctx: Context, language: str, cursor: UUID | None) -> dict[str, Any]:
    """{items, next}, newest first."""
    found = visible_batches(ctx).order_by("-id")
    if cursor:
        found = found.filter(pk__lt=cursor)
    page = list(found[: PAGE + 1])
    more = page[PAGE - 1].pk if len(page) > PAGE else None
    return {"items": [shown(ctx, batch, language) for batch in page[:PAGE]], "next": more}


def chosen_before(ctx: Context, object_code: str, purpose: str = "") -> dict[str, str | None]:
    """{column: field} as the member mapped the files that they imported last, the latest choice for each name."""
    done = ImportBatch.objects.filter(member=ctx.member_id, object=object_code, purpose=purpose, state=ImportState.DONE)
    chosen: dict[str, str | None] = {}
    for mapping in done.order_by("-id").values_list("mapping", flat=True)[:REMEMBERED]:
        chosen = {**mapping, **chosen}
    return chosen


def one_import(ctx: Context, batch_id: UUID) -> ImportBatch:
    batch = visible_batches(ctx).filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    return batch


def detailed(ctx: Context, batch_id: UUID, language: str) -> dict[str, Any]:
    """One import, with the fields that its columns may go to."""
    batch = one_import(ctx, batch_id)
    fields = importable_fields(ctx, model_of(batch.object), batch.purpose).values()
    return {**shown(ctx, batch, language), "fields": [info.as_json(language) for info in fields]}


def shown(ctx: Context, batch: ImportBatch, language: str) -> dict[str, Any]:
    members = titles_of(Context.for_system(ctx.tenant_id), {"member": {batch.member_id} - {None}})
    name = members.get("member", {}).get(batch.member_id, "") if batch.member_id else ""
    kept = kept_from(ctx, batch)
    return {
        "id": batch.pk,
        "object": batch.object,
        "purpose": batch.purpose,
        "state": batch.state,
        "file_name": batch.file_name,
        "encoding": batch.encoding or None,
        "sheets": batch.sheets,
        "sheet": batch.sheet or None,
        "header": batch.header,
        "head": [] if kept else batch.head,  # nobody has said yet which column is which
        "columns": [
            {**c, "samples": [] if batch.mapping.get(c["name"]) in kept else c["samples"]} for c in batch.columns
        ],
        "total": batch.total,
        "mapping": batch.mapping,
        "constants": _without(batch.constants, kept),
        "defaults": _without(batch.defaults, kept),
        "options": batch.options,
        "counts": batch.counts,
        "repairs": batch.repairs,
        "preview": [_previewed(ctx, row, kept, language) for row in batch.preview],
        "job": batch.job_id,
        "error": batch.error,
        "created_at": batch.created_at,
        "finished_at": batch.finished_at,
        "file_until": batch.file_until,
        "member": {"id": batch.member_id, "title": spoken(ctx, "member.name", name)} if batch.member_id else None,
    }


def kept_from(ctx: Context, batch: ImportBatch) -> frozenset[str]:
    """Fields whose cells this member does not see, though a colleague imports them."""
    return ctx.ruled(batch.object, "hidden", "masked")


def _without(values: dict[str, Any], kept: frozenset[str]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in kept}


def _previewed(ctx: Context, row: dict[str, Any], kept: frozenset[str], language: str) -> dict[str, Any]:
    errors = [_spoken(ctx, error, language) for error in row["errors"] if error["field"] not in kept]
    return {**row, "values": _without(row["values"], kept), "errors": errors}


def _spoken(ctx: Context, error: dict[str, str], language: str) -> dict[str, str]:
    if error["code"] == "duplicate" and rule_of(ctx, "member.name"):  # it names the owner
        return {"field": error["field"], "code": error["code"], "detail": EXISTS.into(language)}
    return {"field": error["field"], "code": error["code"], "detail": error["en" if language == "en" else "zh"]}


def error_file(ctx: Context, batch_id: UUID, language: str) -> IO[bytes]:
    """The rows that did not go in (or not whole), as they were, with the reason in a column of its own; for Excel."""
    batch = one_import(ctx, batch_id)
    check_file(batch)
    labels = {
        info.name: info.label.into(language)
        for info in importable_fields(ctx, model_of(batch.object), batch.purpose).values()
    }
    target = tempfile.SpooledTemporaryFile(max_size=AT_ONCE * AT_ONCE)  # noqa: SIM115  the response closes it
    target.write(b"\xef\xbb\xbf")
    names = [column["name"] for column in batch.columns]
    text = io.TextIOWrapper(target, encoding="utf-8", newline="")
    out = csv.writer(text)
    out.writerow([*map(escape_cell, names), REASON.into(language)])
    kept = kept_from(ctx, batch)
    blank = {at for at, name in enumerate(names) if batch.mapping.get(name) in kept}
    for cells, errors in _with_errors(batch):
        padded = ["" if at in blank else cell for at, cell in enumerate([*cells, *[""] * (len(names) - len(cells))])]
        told = (_spoken(ctx, error, language) for error in errors if error["field"] not in kept)
        reason = "; ".join(_reason(error, labels) for error in told)
        out.writerow([*map(escape_cell, padded[: len(names)]), escape_cell(reason)])
    text.detach()
    target.seek(0)
    return target


def check_file(batch: ImportBatch) -> None:
    if not batch.file:
        raise FileGone


def _reason(error: dict[str, str], labels: dict[str, str]) -> str:
    label = labels.get(error["field"], error["field"])
    return f"{label}：{error['detail']}" if label else error["detail"]


def _with_errors(batch: ImportBatch) -> Iterator[tuple[list[str], list[dict[str, str]]]]:
    """The file and the outcomes side by side, both in the order of the rows."""
    wanted = _outcomes(batch)
    number, errors = next(wanted, (0, []))
    with batch.file.open() as file:
        for row, cells in data_rows(file, batch.shape):
            if row == number:
                yield list(map(shown_cell, cells)), errors
                number, errors = next(wanted, (0, []))
            if not number:
                return


def _outcomes(batch: ImportBatch) -> Iterator[tuple[int, list[dict[str, str]]]]:
    last = 0
    while True:
        found = ImportRow.objects.filter(batch=batch.pk, errors__isnull=False, number__gt=last).order_by("number")
        page = list(found.values_list("number", "errors")[:AT_ONCE])
        if not page:
            return
        yield from page
        last = page[-1][0]
