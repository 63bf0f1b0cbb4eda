"""现场签到: a guest scans the code at the door and says who they are; whoever is unknown fills in the form."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, QueryDict

from yuanliu.base.errors import TooManyRequests
from yuanliu.base.i18n import T
from yuanliu.base.text import email_key, phone_key
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.models import Submission
from yuanliu.modules.campaigns.public.doors import Door, token_in
from yuanliu.modules.campaigns.public.showing import form_page, show
from yuanliu.modules.campaigns.services.intake import check_in
from yuanliu.modules.campaigns.tickets import read_code

WHO = "_who"
HERE = T("签到成功，欢迎光临！", "You are checked in. Welcome!")
BEFORE = T("您已于 {at} 签到，欢迎光临！", "You were checked in at {at}. Welcome!")
UNKNOWN = T(
    "没有找到您的报名，请填写后直接签到。", "We did not find you on the list. Fill this in and you are checked in."
)
UNREADABLE = T("请填写正确的手机号或邮箱", "Give a mobile number or an e-mail address.")
TRY_AGAIN = T("页面已过期，请再试一次", "This page had expired; please try again.")


def ask(request: HttpRequest, door: Door, message: T | None = None, status: int = 200) -> HttpResponse:
    assert door.form is not None
    shown = {
        "title": door.form.said("title", door.language),
        "campaign": door.campaign,
        "slug": door.link.slug,
        "who": WHO,
        "value": request.POST.get(WHO, ""),
        "message": message.into(door.language) if message else "",
        "token": shield.Token(door.link.pk, door.form.pk, door.ctx.now).sign(),
    }
    return show(request, "check_in", shown, status)


def answer(request: HttpRequest, door: Door) -> HttpResponse:
    """Who is asked for too often from one address waits, so that nobody finds out by trying who has signed up."""
    who = request.POST.get(WHO, "").strip()
    if shield.tries_too_often(door.sender(request)):
        return ask(request, door, TooManyRequests.detail, 429)
    token = token_in(door, request.POST.get(shield.TOKEN, ""))
    if token is None or token.expired(door.ctx.now) or request.POST.get(shield.TRAP):
        return ask(request, door, TRY_AGAIN, 422)
    if phone_key(who) is None and email_key(who) is None and read_code(door.link.campaign_id, who) is None:
        return ask(request, door, UNREADABLE, 422)
    guest = check_in(door.ctx, door.link, who)
    if guest is None:
        return form_page(request, door, sent=_begun(door, who), message=UNKNOWN)
    return welcome(request, door, guest)


def welcome(request: HttpRequest, door: Door, guest: Submission) -> HttpResponse:
    """Says when they came, if that was before now; never who they are: a number may be anybody's."""
    at = guest.checked_in_at
    earlier = at and (door.ctx.now - at).total_seconds() > 60
    text = BEFORE.format(at=f"{door.local(at):%H:%M}") if at and earlier else HERE
    title = door.form.said("title", door.language) if door.form else ""
    return show(request, "notice", {"text": text.into(door.language), "title": title, "again": f"/f/{door.link.slug}"})


def _begun(door: Door, who: str) -> QueryDict:
    """The form with what the guest has given already."""
    sent = QueryDict(mutable=True)
    keys = ("email",) if email_key(who) and phone_key(who) is None else ("mobile", "phone")
    for question in door.form.fields if door.form else ():
        if question["key"] in keys:
            sent[question["key"]] = who
    return sent
