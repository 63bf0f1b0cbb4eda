"""The steps of an import as its member takes them: upload, plan, check, run, undo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from yuanliu.base.errors import Conflict, FieldError, Invalid, NotFound, TooLarge
from yuanliu.base.i18n import T
from yuanliu.base.ids import uuid7
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.imports.columns import Survey, survey
from yuanliu.kernel.imports.engine import nothing_done
from yuanliu.kernel.imports.events import ImportChecked
from yuanliu.kernel.imports.fields import importable_fields, propose
from yuanliu.kernel.imports.models import FILE_KEPT, ImportBatch, ImportState
from yuanliu.kernel.imports.plan import Plan
from yuanliu.kernel.imports.profiles import has_purpose, profile_of
from yuanliu.kernel.imports.queries import check_file, chosen_before, one_import, visible_batches
from yuanliu.kernel.imports.reading import Shape, detect, likely_sheet, rows, sheets_of
from yuanliu.kernel.jobs.models import JobRun, JobState
from yuanliu.kernel.jobs.services import start_job
from yuanliu.kernel.records.lookups import is_counted, spend
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work, reading, work

MAX_SIZE = 200 * 1024 * 1024
GOING_ON = (ImportState.CHECKING, ImportState.RUNNING, ImportState.UNDOING)
BEFORE_THE_RUN = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


class NotNow(Conflict):
    code = "import_state"
    detail = T("导入当前的状态不允许此操作", "The import is not at a point where this can be done.")


def upload_import(ctx: Context, object_code: str, upload: UploadedFile, purpose: str = "") -> ImportBatch:
    """Keeps the file and says what is in it, with a field proposed for each column."""
    model = _importable(ctx, object_code, purpose)
    if upload.size is None or upload.size > MAX_SIZE:
        raise TooLarge
    kept = default_storage.save(f"{ctx.tenant_id}/imports/{uuid7()}", upload)
    try:
        with default_storage.open(kept) as file:
            shape = detect(file)
            sheets = [] if shape.encoding else sheets_of(file)
            shape = replace(shape, sheet=likely_sheet(sheets)) if sheets else shape
            found = survey(rows(file, shape))
        return _register(ctx, model, kept, upload.name or "", shape, sheets, found, purpose)
    except BaseException:
        default_storage.delete(kept)
        raise


def _importable(ctx: Context, object_code: str, purpose: str = "") -> type[Record]:
    try:
        model = model_of(object_code)
    except LookupError:
        raise Invalid.at("object", "unknown", "没有这种对象", "There is no such object.") from None
    if not has_purpose(model, purpose):
        raise Invalid.at("purpose", "unknown", "没有这种导入", "There is no such import.")
    if needs := profile_of(model, purpose).needs:
        ctx.require(*needs)
        return model
    ctx.require(object_code, "import")
    ctx.require(object_code, "create")
    return model


def _register(
    ctx: Context,
    model: type[Record],
    kept: str,
    name: str,
    shape: Shape,
    sheets: list[Any],
    found: Survey,
    purpose: str,
) -> ImportBatch:
    with work(ctx) as w:
        batch = ImportBatch(
            object=model.object_type.code,
            purpose=purpose,
            member_id=ctx.member_id,
            created_at=w.now,
            file=kept,
            file_name=name[-200:],
            encoding=shape.encoding,
            delimiter=shape.delimiter,
            sheets=sheets,
            options={"duplicates": "skip"},
            **_surveyed(ctx, model, shape.sheet, found, purpose),
        )
        w.add_rows([batch])
        return batch


def _surveyed(ctx: Context, model: type[Record], sheet: str, found: Survey, purpose: str) -> dict[str, Any]:
    """What a batch keeps of a survey, with a field proposed for each column."""
    before = chosen_before(ctx, model.object_type.code, purpose)
    propose(importable_fields(ctx, model, purpose), model, found.columns, before, purpose)
    mapping = {column["name"]: column["field"] for column in found.columns}
    kept = {"header": found.header, "head": found.head, "columns": found.columns, "total": found.total}
    return {**kept, "sheet": sheet, "mapping": mapping}


def read_import(ctx: Context, batch_id: UUID, *, sheet: str | None, header: int | None) -> ImportBatch:
    """Reads the file anew, from another sheet or with its names in another row (0: nowhere); None: what is likely.

    What was planned before is planned again, for the columns are others.
    """
    with reading(ctx):
        batch = one_import(ctx, batch_id)
        check_file(batch)
    if sheet is not None and sheet not in [each["name"] for each in batch.sheets]:
        raise Invalid.at("sheet", "no_such_sheet", "没有这张工作表", "There is no such sheet.")
    name = batch.sheet if sheet is None else sheet
    with batch.file.open() as file:
        found = survey(rows(file, replace(batch.shape, sheet=name)), header)
    with work(ctx) as w:
        batch = _hold(ctx, batch_id, BEFORE_THE_RUN)
        if batch.counts.get("created"):
            raise NotNow
        surveyed = _surveyed(ctx, model_of(batch.object), name, found, batch.purpose)
        plan = {"options": {"duplicates": "skip"}, "constants": {}, "defaults": {}}
        return _change(w, batch, state=ImportState.UPLOADED, **plan, **surveyed, **nothing_done(w, batch))


def plan_import(
    ctx: Context,
    batch_id: UUID,
    *,
    mapping: Mapping[str, str | None],
    constants: Mapping[str, Any],
    defaults: Mapping[str, Any],
    options: Mapping[str, Any],
) -> ImportBatch:
    """Which column goes where; what was checked before is to be checked again."""
    with work(ctx) as w:
        batch = _hold(ctx, batch_id, BEFORE_THE_RUN)
        if batch.state == ImportState.FAILED and batch.rows_done and batch.counts.get("created"):
            raise NotNow
        fields = importable_fields(ctx, model_of(batch.object), batch.purpose)
        _check_plan(batch, set(fields), mapping, {"constants": constants, "defaults": defaults}, options)
        plan = {"mapping": mapping, "constants": constants, "defaults": defaults, "options": options}
        _change(w, batch, state=ImportState.UPLOADED, **plan, **nothing_done(w, batch))
        if misfits := Plan(ctx, batch).misfits():
            raise Invalid(errors=[replace(error, field=_place(batch, error.field)) for error in misfits])
        return batch


def _place(batch: ImportBatch, field: str) -> str:
    """Where in the plan a field is given."""
    column = next((name for name, target in batch.mapping.items() if target == field), None)
    if column is not None:
        return f"mapping.{column}"
    return f"constants.{field}" if field in batch.constants else f"defaults.{field}"


def _check_plan(
    batch: ImportBatch,
    fields: set[str],
    mapping: Mapping[str, Any],
    fillings: Mapping[str, Any],
    options: Mapping[str, Any],
) -> None:
    unknown, twice = (
        T("没有这个字段", "There is no such field."),
        T("一个字段只能对应一列", "Two columns go to one field."),
    )
    columns = {column["name"] for column in batch.columns}
    no_column = T("文件中没有这一列", "The file has no such column.")
    errors = [FieldError(f"mapping.{name}", "unknown_column", no_column) for name in mapping if name not in columns]
    errors += [
        FieldError(f"mapping.{n}", "unknown_field", unknown) for n, f in mapping.items() if f and f not in fields
    ]
    targets = [field for field in mapping.values() if field]
    errors += [FieldError(f"mapping.{n}", "twice", twice) for n, f in mapping.items() if f and targets.count(f) > 1]
    for kind, values in fillings.items():
        errors += [FieldError(f"{kind}.{name}", "unknown_field", unknown) for name in values if name not in fields]
    for kind in ("date_orders", "decimal_marks"):
        given = options.get(kind) or ()
        errors += [FieldError(f"options.{kind}.{n}", "unknown_column", no_column) for n in given if n not in columns]
    missing = options.get("create_missing", ())
    errors += [FieldError("options.create_missing", "unknown_field", unknown) for name in missing if name not in fields]
    if errors:
        raise Invalid(errors=errors)


def check_import(ctx: Context, batch_id: UUID) -> ImportBatch:
    """Starts the check of every row; its outcome replaces that of an earlier check."""
    with work(ctx) as w:
        batch = _hold(ctx, batch_id, (*BEFORE_THE_RUN, ImportState.CHECKING))
        check_file(batch)
        if _is_going_on(batch):
            return batch
        if batch.state == ImportState.FAILED and batch.counts.get("created"):
            raise NotNow
        fresh = {} if batch.state == ImportState.CHECKING else nothing_done(w, batch)
        _note_check(w, batch)
        return _start(w, batch, "import.check", ImportState.CHECKING, **fresh)


def _note_check(w: Work, batch: ImportBatch) -> None:
    """A check tells which of its rows exist already: it is on record, and within the budget of who does not see them all."""
    if is_counted(w.ctx, batch.object):
        spend(w, "rows", batch.total)
    if w.ctx.member_id is not None:
        fields = sorted(field for field in batch.mapping.values() if field)
        told = ImportChecked(object=batch.object, fields=fields, count=batch.total, file=batch.file_name)
        w.emit(told, w.lock(Member, w.ctx.member_id))


def run_import(ctx: Context, batch_id: UUID) -> ImportBatch:
    """Starts the import, or goes on with one that was cut off. Asking again while it runs changes nothing."""
    with work(ctx) as w:
        batch = _hold(ctx, batch_id, (ImportState.CHECKED, ImportState.RUNNING, ImportState.FAILED))
        check_file(batch)
        if _is_going_on(batch):
            return batch
        _importable(ctx, batch.object, batch.purpose)
        if batch.state == ImportState.FAILED and not batch.counts.get("created"):
            raise NotNow
        fresh = nothing_done(w, batch) if batch.state == ImportState.CHECKED else {}
        fresh.pop("preview", None)
        return _start(w, batch, "import.run", ImportState.RUNNING, **fresh)


def undo_import(ctx: Context, batch_id: UUID) -> ImportBatch:
    """Starts taking back what the import created and nobody has changed since."""
    with work(ctx) as w:
        batch = _hold(ctx, batch_id, (ImportState.DONE, ImportState.FAILED, ImportState.UNDOING))
        if _is_going_on(batch):
            return batch
        ctx.require(*(profile_of(model_of(batch.object), batch.purpose).needs or (batch.object, "delete")))
        return _start(w, batch, "import.undo", ImportState.UNDOING)


def let_files_go(ctx: Context) -> int:
    """Forgets the files of imports whose time is over; the sweep removes them. What went in can still be undone."""
    with work(ctx) as w:
        over = ImportBatch.objects.exclude(file="").filter(created_at__lt=ctx.now - FILE_KEPT)
        return w.change_rows(over.exclude(state__in=GOING_ON), file="")


def _hold(ctx: Context, batch_id: UUID, states: tuple[ImportState, ...]) -> ImportBatch:
    batch = visible_batches(ctx).filter(pk=batch_id).select_for_update(of=("self",)).first()
    if batch is None:
        raise NotFound
    if batch.state not in states:
        raise NotNow
    return batch


def _is_going_on(batch: ImportBatch) -> bool:
    """Whether a job is at it; one that failed left the batch to be taken on by the next."""
    if batch.state not in GOING_ON:
        return False
    return JobRun.objects.filter(pk=batch.job_id, state__in=(JobState.QUEUED, JobState.RUNNING)).exists()


def _start(w: Work, batch: ImportBatch, kind: str, state: ImportState, **changes: Any) -> ImportBatch:
    job = start_job(w, kind, batch=str(batch.pk))
    return _change(w, batch, state=state, job_id=job.pk, error="", finished_at=None, **changes)


def _change(w: Work, batch: ImportBatch, **changes: Any) -> ImportBatch:
    w.change_rows(ImportBatch.objects.filter(pk=batch.pk), **changes)
    for name, value in changes.items():
        setattr(batch, name, value)
    return batch
