"""A campaign as the template of the next one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.files.services import keep_file
from yuanliu.kernel.records.collaborators import copy_team
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.unit import work
from yuanliu.modules.campaigns import queries
from yuanliu.modules.campaigns.models import FORM_COLUMNS, Campaign, Form
from yuanliu.modules.campaigns.services.campaigns import add_campaign
from yuanliu.modules.campaigns.services.forms import add_form
from yuanliu.modules.campaigns.uploads import stored

SAME = ("fields", *FORM_COLUMNS, "after", "after_url")
TITLES = ("title", "title_en")
COVER, GATED = "cover", "after_file"


def copy_campaign(ctx: Context, campaign_id: UUID, name: str) -> Record:
    """A draft with the same facts, team, cover and form, and a file of its own where the form is the gate to one; its own
    addresses, and nothing that the first one collected or cost."""
    with work(ctx) as w:
        ctx.require("campaign", "create")
        first = queries.visible_campaign(ctx, campaign_id)
        copy = add_campaign(w, {**_facts(ctx, first), "name": name})
        assert isinstance(copy, Campaign)
        w.concern(copy)
        copy_team(w, first, copy)
        form = queries.current_form(first.pk)
        with stored(ctx, copy, _files(first, form)) as files:
            if gated := files.get(GATED):
                keep_file(w, copy, gated)
            if cover := files.get(COVER):
                w.add_rows([cover])
                copy.cover = cover
            w.flush()
        if form:
            kept = {field: getattr(form, field) for field in SAME}
            renamed = {title: name for title in TITLES if kept[title] == first.name}
            add_form(w, copy, {**kept, GATED: gated, **renamed})
        return copy


def _facts(ctx: Context, first: Campaign) -> dict[str, Any]:
    fields = model_fields(Campaign)
    again = [field for field in Campaign.object_type.creatable if field not in ("owner", "name")]
    values = {field: getattr(first, fields[field].column) for field in again if not _barred(ctx, field)}
    custom = {code: value for code, value in first.custom.items() if not _barred(ctx, f"custom.{code}")}
    return {**values, "custom": custom}


def _barred(ctx: Context, field: str) -> bool:
    return bool(ctx.field_rule("campaign", field))


def _files(first: Campaign, form: Form | None) -> Mapping[str, UploadedFile]:
    """What the copy gets in copies of its own, so that a file that is taken from one stays with the other."""
    cover = Attachment.objects.filter(pk=first.cover_id).first()
    found = {COVER: cover, GATED: form.after_file if form else None}
    return {key: _again(row) for key, row in found.items() if row is not None}


def _again(row: Attachment) -> UploadedFile:
    with row.file.open("rb") as content:
        return SimpleUploadedFile(row.name, content.read(), row.content_type)
