"""Creating and changing records by their fields, the same for forms, the API, bulk edit and import.

Steps take `w` and may be replaced per object (`record_router(create=…)`); the entry services open `work`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from yuanliu.base.errors import FieldError, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.events.base import Event, Shows
from yuanliu.kernel.metadata.services import mirror_custom, set_custom
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.lookups import counting_refusals
from yuanliu.kernel.records.trees import check_parents, take_turns
from yuanliu.kernel.tenancy.session import remembered
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import OwnedRecord, Record
from yuanliu.kernel.work.unit import Work, work

Values = Mapping[str, Any]

NOT_FOUND = T("所选记录不存在或您无权查看", "There is no such record, or you may not see it.")
REQUIRED = T("此项必填", "This is required.")
NOT_ALLOWED = T("您不能修改此字段", "You may not change this field.")
NO_SUCH_FIELD = T("没有这个字段", "There is no such field.")
BARRED = {
    "hidden": ("unknown_field", NO_SUCH_FIELD),
    "masked": ("not_allowed", NOT_ALLOWED),
    "read_only": ("not_allowed", NOT_ALLOWED),
}
INACTIVE = T("该成员已停用", "This member is no longer active.")


class RecordAssigned(Event):
    code: ClassVar[str] = "record.assigned"
    text: ClassVar[T] = T("将负责人变更为 {to_name}", "made {to_name} the owner")
    shows: ClassVar[Shows] = {"to_name": "member.name"}
    to_id: UUID
    to_name: str
    from_id: UUID | None = None


def insert(
    w: Work, model: type[Record], values: Values, *, action: str | None = "create", settled: Values | None = None
) -> Record:
    """Makes a record of checked values (references as ids, `custom` as a dict); the owner defaults to the actor.

    `settled` is what the object's own rules decide, beside what was given.
    """
    values = dict(values)
    custom = values.pop("custom", None) or {}
    check_references(w.ctx, model, values)
    if issubclass(model, OwnedRecord) and "owner" not in values:
        values["owner"] = w.ctx.member_id
    record = model()
    assign_values(record, {**values, **(settled or {})})
    set_custom(w, record, custom, complete=True)
    w.add(record, action)
    mirror_custom(w, record, custom, new=True)
    return record


def change(w: Work, record: Record, values: Values) -> Record:
    """Changes plain fields of a record that `w` holds."""
    values = dict(values)
    custom = values.pop("custom", None) or {}
    model = type(record)
    check_references(w.ctx, model, values)
    _check_required(model, values)
    moved = check_parents(w, record, values)
    assign_values(record, values)
    if custom:
        set_custom(w, record, custom, complete=False)
        mirror_custom(w, record, custom)
    if moved:  # for whoever asks next who is below whom
        w.flush(record)
    return record


def assign(w: Work, record: OwnedRecord, owner_id: UUID) -> OwnedRecord:
    """Gives a record another owner; it may leave the actor's scope by that."""
    owner = active_member(owner_id)
    before, record.owner_id = record.owner_id, owner.pk
    w.release(record)
    w.emit(RecordAssigned(to_id=owner.pk, to_name=owner.name, from_id=before), record)
    return record


def active_member(member_id: UUID, field: str = "owner") -> Member:
    member = Member.objects.alive().filter(pk=member_id).first()
    if member is None or member.status != "active":
        raise Invalid(errors=[FieldError(field, "inactive_member", INACTIVE if member else NOT_FOUND)])
    return member


def assign_values(record: Record, values: Values) -> None:
    fields = model_fields(type(record))
    for name, value in values.items():
        setattr(record, fields[name].column if name in fields else name, value)


def check_references(ctx: Context, model: type[Record], values: Values) -> None:
    """Each record that is referred to must be one that the actor may see."""
    fields, errors = model_fields(model), []
    for name, value in values.items():
        info = fields.get(name)
        if info is None or info.kind != "reference" or value is None or value == ctx.member_id:
            continue
        target = model._meta.get_field(name).related_model
        if not remembered((target, value), partial(_is_visible, ctx, target, value)):
            errors.append(FieldError(name, "not_found", NOT_FOUND))
    if errors:
        raise Invalid(errors=errors)


def _is_visible(ctx: Context, model: type[Record], record_id: UUID) -> bool:
    return model.objects.visible_to(ctx).filter(pk=record_id).exists()


def check_given(ctx: Context, model: type[Record], values: Values) -> None:
    """What a person gives goes into no field that a rule keeps from them; one that is hidden does not exist for them.

    Asked where values come in (see `Steps`), not where they are written: what follows from them is no person's.
    """
    code = model.object_type.code
    names = [*values, *(f"custom.{custom}" for custom in values.get("custom") or ())]
    rules = {name: rule for name in names if (rule := ctx.field_rule(code, name))}
    if rules:
        raise Invalid(errors=[FieldError(name, *BARRED[rule]) for name, rule in rules.items()])


def _check_required(model: type[Record], values: Values) -> None:
    fields = model_fields(model)
    empty = [name for name, value in values.items() if name in fields and fields[name].required and value in (None, "")]
    if empty:
        raise Invalid(errors=[FieldError(name, "required", REQUIRED) for name in empty])


def trash(w: Work, record: Record) -> None:
    w.trash(record)


def restore(w: Work, record: Record) -> None:
    record.deleted_at = None


@dataclass(frozen=True, slots=True)
class Steps:
    """How records of one object are made, changed, given to another, deleted and restored.

    A module replaces what its rules need. A step that refuses raises before it changes anything. `create` and `update`
    take what people give: forms, the API, bulk edit and imports come through here.
    """

    create: Callable[[Work, Values], Record]
    update: Callable[[Work, Any, Values], Record] = change
    assign: Callable[[Work, Any, UUID], Record] = assign
    delete: Callable[[Work, Any], None] = trash
    restore: Callable[[Work, Any], None] = restore


_steps: dict[str, Steps] = {}


def register_steps(model: type[Record], **replaced: Any) -> None:
    given = {name: step for name, step in replaced.items() if step is not None}
    steps = Steps(**{"create": lambda w, values: insert(w, model, values), **given})

    def create(w: Work, values: Values) -> Record:
        check_given(w.ctx, model, values)
        return steps.create(w, values)

    def update(w: Work, record: Record, values: Values) -> Record:
        check_given(w.ctx, model, values)
        return steps.update(w, record, values)

    _steps[model.object_type.code] = replace(steps, create=create, update=update)


def steps_of(model: type[Record]) -> Steps:
    return _steps[model.object_type.code]


def create_record(ctx: Context, model: type[Record], values: Values) -> Record:
    with counting_refusals(ctx), work(ctx) as w:
        ctx.require(model.object_type.code, "create")
        return steps_of(model).create(w, values)


def update_record(ctx: Context, model: type[Record], record_id: UUID, version: int, values: Values) -> Record:
    """Optimistic locking: VersionConflict when the record is no longer the one that the editor saw."""
    with counting_refusals(ctx), work(ctx) as w:
        take_turns(w, model, values)
        record = w.get(model, record_id, "update", version=version)
        return steps_of(model).update(w, record, values)


def assign_record(ctx: Context, model: type[OwnedRecord], record_id: UUID, owner_id: UUID) -> Record:
    with work(ctx) as w:
        return steps_of(model).assign(w, w.get(model, record_id, "assign"), owner_id)


def delete_record(ctx: Context, model: type[Record], record_id: UUID) -> None:
    with work(ctx) as w:
        steps_of(model).delete(w, w.get(model, record_id, "delete"))


def restore_record(ctx: Context, model: type[Record], record_id: UUID) -> Record:
    with work(ctx) as w:
        record = w.get_from_bin(model, record_id)
        steps_of(model).restore(w, record)
        return record
