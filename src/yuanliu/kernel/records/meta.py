"""What the client needs to draw any object: labels, fields, groups, actions, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.models import CustomField
from yuanliu.kernel.records.boards import has_board, stage_options
from yuanliu.kernel.records.fields import FieldInfo, model_fields, visible_fields
from yuanliu.kernel.records.lists import orderable
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import ObjectType, Permissions, grantable, model_of, object_models

MORE = T("更多信息", "More")


def describe_objects(ctx: Context, language: str) -> dict[str, Any]:
    """{code: ObjectType} of every object that the member may read; runs inside an open transaction."""
    customs: dict[str, list[CustomField]] = {}
    for field in CustomField.objects.alive().order_by("position", "id"):
        customs.setdefault(field.object, []).append(field)
    readable = [model for model in object_models() if ctx.may(model.object_type.code, "read")]
    return {m.object_type.code: _describe(ctx, m, customs.get(m.object_type.code, []), language) for m in readable}


def describe_permissions(language: str) -> list[dict[str, Any]]:
    """[{code, label, actions: [{code, label}], fields: [{name, label}]}]: what a role can grant, whoever asks."""
    return [
        {
            "code": code,
            "label": kind.label.into(language),
            "actions": [{"code": action, "label": label.into(language)} for action, label in kind.actions.items()],
            "fields": [{"name": name, "label": info.label.into(language)} for name, info in _ruled_fields(kind)],
        }
        for code, kind in grantable().items()
    ]


def _ruled_fields(kind: ObjectType | Permissions) -> Iterable[tuple[str, FieldInfo]]:
    return model_fields(model_of(kind.code)).items() if isinstance(kind, ObjectType) else ()


def _describe(ctx: Context, model: type[Record], customs: list[CustomField], language: str) -> dict[str, Any]:
    kind = model.object_type
    fields = visible_fields(ctx, model, customs)
    groups = [
        {
            "code": group.code,
            "label": group.label.into(language),
            "fields": [name for name in group.fields if name in fields],
        }
        for group in kind.groups
    ]
    if more := [name for name, info in fields.items() if info.custom]:
        groups.append({"code": "custom", "label": MORE.into(language), "fields": more})
    shown = [info.as_json(language, ctx.field_rule(kind.code, name)) for name, info in fields.items()]
    for field in shown:
        field["sortable"] &= orderable(ctx, model, fields[field["name"]])
        if field["name"] == kind.stage_field:
            field["options"] = stage_options(ctx, model, language)
    return {
        "code": kind.code,
        "path": kind.path,
        "label": kind.label.into(language),
        "plural": kind.plural.into(language),
        "icon": kind.icon,
        "title": kind.title,
        "columns": [name for name in kind.columns if name in fields],
        "groups": groups,
        "fields": shown,
        "creatable": [name for name in kind.creatable if name in fields],
        "related": [_related(ctx, r.object, r.field, language) for r in kind.related if ctx.may(r.object, "read")],
        "actions": [action for action in _offered(kind) if ctx.may(kind.code, action)],
        "stage_field": kind.stage_field if kind.stage_field in fields else None,
        "board": has_board(ctx, kind),
    }


def _offered(kind: ObjectType) -> list[str]:
    """The actions that make sense: what comes about by itself (installments) is neither made nor imported."""
    pointless = set() if kind.creatable else {"create", "import"}
    return [action for action in kind.actions if action not in pointless | (set() if kind.patchable else {"update"})]


def _related(ctx: Context, code: str, field: str, language: str) -> dict[str, str]:
    return {"object": code, "field": field, "label": model_of(code).object_type.plural.into(language)}
