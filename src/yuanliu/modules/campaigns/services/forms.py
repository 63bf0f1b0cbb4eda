"""What a campaign's public page asks and what follows, in versions; and the picture on top of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile

from yuanliu.base.errors import Invalid
from yuanliu.base.i18n import LANGUAGES
from yuanliu.kernel.files.models import Attachment
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import Work, work
from yuanliu.modules.campaigns import queries
from yuanliu.modules.campaigns.covers import small_picture
from yuanliu.modules.campaigns.events import FormPublished
from yuanliu.modules.campaigns.models import FORM_TEXTS, After, Campaign, Form
from yuanliu.modules.campaigns.questions import check_questions, in_both
from yuanliu.modules.campaigns.uploads import stored

Values = Mapping[str, Any]

NOT_SECURE = ("请填写以 https:// 开头的网址", "Give an address that begins with https://.")
NO_FILE = ("请先在活动中上传要提供的文件", "Attach the file to the campaign first.")


def publish_form(ctx: Context, campaign_id: UUID, values: Values) -> Form:
    """A new version of the form. Those who have the old page open still answer the version that they see."""
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "update")
        questions = check_questions(campaign.target, values["fields"])
        return add_form(w, campaign, {**values, "fields": questions, **_what_follows(campaign, values)})


def add_form(w: Work, campaign: Campaign, values: Values) -> Form:
    """The next version, of checked values. The campaign's row is locked, so numbers are in order."""
    last = queries.current_form(campaign.pk)
    texts = in_both(values, FORM_TEXTS, {"title": campaign.name})
    form = Form(campaign=campaign, number=last.number + 1 if last else 1, **{**values, **texts})
    form.consent_version = _consent_version(form, last)
    form.published_at, form.published_by_id = w.now, w.ctx.member_id
    w.add_rows([form])
    w.emit(FormPublished(number=form.number), campaign)
    return form


def _consent_version(form: Form, last: Form | None) -> int:
    """Counts the wordings, so that everybody's consent names the words that they read. 0: none is asked."""
    if not form.consent:
        return 0
    if last and all(last.said("consent", language) == form.said("consent", language) for language in LANGUAGES):
        return last.consent_version
    asked = Form.objects.filter(campaign_id=last.campaign_id) if last else Form.objects.none()
    return max([0, *asked.values_list("consent_version", flat=True)]) + 1


def _what_follows(campaign: Campaign, values: Values) -> dict[str, Any]:
    """An address or a file where one is called for, and nothing else."""
    after = values.get("after") or After.PAGE
    url, file = "", None
    if after in (After.LINK, After.REDIRECT):
        url = values.get("after_url") or ""
        if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
            raise Invalid.at("after_url", "not_https", *NOT_SECURE)
    if after == After.FILE:
        file = _own_file(campaign, values.get("after_file"), "after_file")
    return {"after": after, "after_url": url, "after_file": file}


def set_cover(ctx: Context, campaign_id: UUID, file_id: UUID | None) -> Campaign:
    """The picture on top of the public page: one of the campaign's files, made small enough for a phone's first look.

    None takes it away.
    """
    picture = _picture(ctx, campaign_id, file_id) if file_id else None
    with work(ctx) as w:
        campaign = w.get(Campaign, campaign_id, "update")
        with stored(ctx, campaign, {"cover": picture}) as files:
            w.add_rows(files.values())
            w.flush()
        campaign.cover = files.get("cover")
        return campaign


def _picture(ctx: Context, campaign_id: UUID, file_id: UUID) -> UploadedFile:
    """Made small before anything is locked: it takes seconds, and others may be before us."""
    with work(ctx) as w:
        file = _own_file(w.get(Campaign, campaign_id, "update"), file_id, "file").file
    with file.open("rb") as content:
        return small_picture(content)


def _own_file(campaign: Campaign, file_id: UUID | None, field: str) -> Attachment:
    own = Attachment.objects.filter(object="campaign", record_id=campaign.pk)
    if (file := own.filter(pk=file_id).first()) is None:
        raise Invalid.at(field, "not_found", *NO_FILE)
    return file
