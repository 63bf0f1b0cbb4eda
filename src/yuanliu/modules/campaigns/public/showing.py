"""What the public pages say and show, in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.forms.utils import flatatt
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from yuanliu.base.errors import Problem
from yuanliu.base.i18n import T
from yuanliu.base.regions import PROVINCES, english_name, region_of
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.models import FORM_TEXTS
from yuanliu.modules.campaigns.public import puzzle
from yuanliu.modules.campaigns.public.doors import CLOSED, MISSING, Door, language
from yuanliu.modules.campaigns.public.held import Held, field_of
from yuanliu.modules.campaigns.questions import CONSENT, STARS, Question, text_of

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors *"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
TEXTS = {
    "submit": T("提交", "Send"),
    "choose": T("请选择", "Please choose"),
    "required": T("必填", "required"),
    "trap": T("请勿填写此项", "Leave this empty"),
    "yes": T("是", "Yes"),
    "held": T("已上传", "Uploaded"),
    "replace": T("如需更换请重新选择", "choose another one to replace it"),
    "stars": T("星", "stars"),
    "no_script": T(
        "您的浏览器未运行脚本：仍可提交，我们会人工核对。",
        "Your browser runs no scripts: send it all the same, somebody will look at it.",
    ),
    "go": T("前往", "Go to"),
    "download": T("下载", "Download"),
    "leaving": T("即将前往", "You are being taken to"),
    "again": T("为下一位签到", "Check in the next guest"),
    "who": T("手机号或邮箱", "Mobile number or e-mail"),
    "check_in": T("签到", "Check in"),
    "ticket": T("入场码：到场时出示，扫码即签到", "Your ticket: show it at the door and you are checked in."),
    "or_ticket": T("或扫描来宾的入场码", "or scan the guest's ticket"),
}
PROBLEMS = T("请检查标出的内容", "Please check what is marked.")
FULL = T(
    "名额已满。您仍可提交，我们会将您列入候补名单。", "All places are taken. You may still send this: you will be put on the waiting list."
)  # fmt: skip
INPUTS = {"phone": "tel", "email": "email", "date": "date", "integer": "number", "url": "url", "file": "file"}
AUTOFILL = {
    "name": "name",
    "company": "organization",
    "mobile": "tel",
    "phone": "tel",
    "email": "email",
    "job_title": "organization-title",
}
DOCUMENTS = ".pdf,.png,.jpg,.jpeg,.webp,.gif,.docx,.xlsx,.pptx,.doc,.xls,.ppt,.txt,.csv"
MOST_SHOWN = 8  # choices that stand open; more go into a list that opens


def form_page(
    request: HttpRequest,
    door: Door,
    *,
    sent: QueryDict | None = None,
    held: Mapping[str, Held] | None = None,
    problem: Problem | None = None,
    message: T | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form, with what was typed, the files that need not be chosen again, and what is wrong with it."""
    assert door.form is not None
    form, tongue = door.form, door.language
    errors = {error.field: error.detail.into(tongue) for error in problem.errors} if problem else {}
    shown = {
        **{text: form.said(text, tongue) for text in FORM_TEXTS},
        "uploads": any(question["kind"] == "file" for question in form.fields),
        "questions": [
            _shown(question, sent, errors, tongue, (held or {}).get(question["key"])) for question in form.fields
        ],
        "consent_error": errors.get(CONSENT, ""),
        "consented": sent is not None and CONSENT in sent,
        "message": message.into(tongue) if message else "",
        "token": shield.Token(door.link.pk, form.pk, door.ctx.now).sign(),
        "campaign": door.campaign,
        "slug": door.link.slug,
        "puzzle": puzzle.SCRIPT if door.campaign.proof_of_work else "",
    }
    return show(request, "form", shown, status, script=puzzle.HASH if door.campaign.proof_of_work else "")


def notice(request: HttpRequest, door: Door | None) -> HttpResponse:
    """Why there is nothing to fill in."""
    if door is None:
        return words(request, MISSING, 404)
    assert door.notice is not None
    return words(request, door.notice, 410 if door.notice == CLOSED else 200)


def words(request: HttpRequest, text: T | str, status: int = 200, title: str = "", **more: Any) -> HttpResponse:
    """A page of a few words; `more`: what else it shows (see `notice.html`)."""
    text = text.into(language(request)) if isinstance(text, T) else text
    return show(request, "notice", {"text": text, "title": title, **more}, status)


def show(request: HttpRequest, name: str, shown: dict[str, Any], status: int = 200, script: str = "") -> HttpResponse:
    """`script`: the hash of the one script that the page may run."""
    english = language(request) == "en"
    frame = {
        "language": "en" if english else "zh-CN",
        "switch": _switch(request, "zh" if english else "en"),
        "other": "中文" if english else "English",
        "texts": {key: text.into("en" if english else "zh-hans") for key, text in TEXTS.items()},
        "token_name": shield.TOKEN,
        "solution": shield.SOLUTION,
        "trap": shield.TRAP,
    }
    response = render(request, f"campaigns/{name}.html", {**frame, **shown}, status=status)
    for header, value in HEADERS.items():
        response.headers[header] = value
    response.headers["Content-Security-Policy"] = f"{POLICY}; script-src '{script}'" if script else POLICY
    return response


def _switch(request: HttpRequest, tongue: str) -> str:
    """The same page in the other language."""
    query = request.GET.copy()
    query["lang"] = tongue
    return f"?{query.urlencode()}"


def _shown(
    question: Question, sent: QueryDict | None, errors: dict[str, str], tongue: str, held: Held | None
) -> dict[str, Any]:
    key, kind = question["key"], question["kind"]
    field = "f-" + key.replace(".", "-")
    values = sent.getlist(key) if sent is not None else []
    error = errors.get(key, "")
    shown = {
        "key": key,
        "id": field,
        "kind": kind,
        "label": text_of(question, "label", tongue),
        "required": question["required"],
        "help": text_of(question, "help", tongue),
        "value": values[0] if values else "",
        "error": error,
        "options": list(_options(question, values, tongue)),
        "held": {"field": field_of(key), "value": held.sign(), "name": held.name} if held else None,
        "groups": list(_groups(values, tongue)) if kind == "region" else [],
    }
    shown["open"] = kind in ("multi_choice", "rating") or (kind == "choice" and len(shown["options"]) <= MOST_SHOWN)
    described = [f"{part}-{field}" for part, is_there in (("h", shown["help"]), ("e", error)) if is_there]
    marks = {"aria-invalid": "true" if error else None, "aria-describedby": " ".join(described) or None}
    spare = {"required": None} if held else {}
    shown["marks"] = flatatt(_given(marks))
    shown["attributes"] = flatatt(_given({**marks, **_attributes(question, tongue), **spare}))
    return shown


def _given(attributes: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in attributes.items() if value not in (None, "", False)}


def _attributes(question: Question, tongue: str) -> dict[str, Any]:
    kind = question["kind"]
    attributes = {
        "required": question["required"],
        "maxlength": question["max_length"],
        "placeholder": text_of(question, "placeholder", tongue),
    }
    if kind in ("long_text", "choice", "region", "boolean"):
        return attributes
    attributes |= {"type": INPUTS.get(kind, "text"), "autocomplete": AUTOFILL.get(question["key"], "off")}
    return attributes | {
        "accept": DOCUMENTS if kind == "file" else None,
        "inputmode": "decimal" if kind == "decimal" else None,
    }


def _options(question: Question, values: list[str], tongue: str) -> Iterator[dict[str, Any]]:
    if question["kind"] == "rating":
        for star in range(1, STARS + 1):
            yield {"value": str(star), "label": str(star), "chosen": str(star) in values}
    for option in question["options"]:
        yield {"value": option["value"], "label": text_of(option, "label", tongue), "chosen": option["value"] in values}


def _groups(values: list[str], tongue: str) -> Iterator[dict[str, Any]]:
    """Provinces with their cities; the city alone is sent, to keep the page light."""
    chosen = region_of(values[0]) if values else None
    for province, cities in PROVINCES.items():
        places = [(city, f"{province} {city}") for city in cities] or [(province, province)]
        yield {
            "label": english_name(province) if tongue == "en" else province,
            "options": [
                {"value": name, "label": english_name(name) if tongue == "en" else name, "chosen": kept == chosen}
                for name, kept in places
            ],
        }
