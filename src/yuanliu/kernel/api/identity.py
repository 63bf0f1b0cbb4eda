"""Doors that open before there is a member: invitations, and proving a mailbox."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib.auth import login
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from ninja.utils import check_csrf
from pydantic import Field

from yuanliu.base.errors import Conflict, Forbidden, SignedOut, TooManyRequests
from yuanliu.base.i18n import T
from yuanliu.base.time import utc_now
from yuanliu.kernel.access.invitations import Invitation, join, opened
from yuanliu.kernel.identity import proofs
from yuanliu.kernel.identity.addresses import client_address
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.outbound import mail
from yuanliu.kernel.records.http import asked_language, reply
from yuanliu.kernel.tenancy.models import code_of

router = Router(tags=["identity"])

OWN_ADDRESS = "own address"


class NoMail(Conflict):
    code = "no_mail"
    detail = T("系统没有配置邮件，无法发送验证码", "This installation sends no mail, so there is no code to be had.")


class AddressProven(Conflict):
    code = "address_proven"
    detail = T(
        "此邮箱已在另一个登录账号中验证，请用那个账号登录",
        "This address is proven by another sign-in already; sign in with that one.",
    )


class StaleForm(Forbidden):
    code = "csrf_failed"
    detail = T("页面已过期，请刷新后重试", "This page has expired; reload and try again.")


def own_form(request: HttpRequest) -> None:
    """Where nobody need be signed in, too, only our own pages may act in a visitor's name."""
    if check_csrf(request) is not None:
        raise StaleForm


def throttle(request: HttpRequest, action: str, **more: Any) -> None:
    """The library's counters, as for signing in (`ACCOUNT_RATE_LIMITS`)."""
    if not ratelimit.consume(request, action=action, **more):
        raise TooManyRequests


class TokenIn(Schema):
    token: str = Field(max_length=500)


class InvitationOut(Schema):
    """`known`: the address has a sign-in already, with which to join; told only to whoever reads the mailbox."""

    company: str
    name: str
    email: str
    known: bool


class JoinIn(TokenIn):
    """`password`: chosen by whoever has no sign-in yet; left out to join as who is signed in."""

    password: str = Field("", max_length=200)


class JoinOut(Schema):
    """The company in whose pages to go on."""

    company: str


@router.post("/invitations/open", response=InvitationOut, auth=None, operation_id="open_invitation")
def open_invitation(request: HttpRequest, body: TokenIn) -> HttpResponse:
    return reply(opened(body.token))


@router.post("/invitations/accept", response=JoinOut, auth=None, operation_id="accept_invitation")
def accept_invitation(request: HttpRequest, body: JoinIn) -> HttpResponse:
    own_form(request)
    throttle(request, "join", key=str(Invitation.read(body.token).member_id))
    user = None if body.password else _signed_in(request)
    member = join(body.token, user=user, password=body.password, ip=client_address(request))
    if user is None:
        enter(request, member.user)
    return reply({"company": code_of(member.tenant_id)})


def _signed_in(request: HttpRequest) -> Any:
    if not request.user.is_authenticated:
        raise SignedOut
    return request.user


def enter(request: HttpRequest, user: User) -> None:
    """Signs in whoever has just made their sign-in."""
    login(request, user, backend="yuanliu.kernel.access.backend.MemberBackend")


class CodeIn(Schema):
    code: str = Field(max_length=20)


@router.post("/session/address/code", response={204: None}, operation_id="send_address_code")
def send_address_code(request: HttpRequest) -> HttpResponse:
    """A code to the mailbox that one signs in with."""
    if not mail.is_open():
        raise NoMail
    throttle(request, "prove_address", user=request.user)
    proofs.ask(request, OWN_ADDRESS, request.user.email, asked_language(request))
    return HttpResponse(status=204)


@router.post("/session/address/prove", response={204: None}, operation_id="prove_address")
def prove_address(request: HttpRequest, body: CodeIn) -> HttpResponse:
    """From now on the sign-in is its owner's beyond doubt, and may join other companies."""
    address = proofs.prove(request, OWN_ADDRESS, body.code)
    own_address(request.user.pk, address)
    return HttpResponse(status=204)


def own_address(user_id: Any, address: str) -> None:
    """Of two sign-ins that prove one mailbox at once, the database lets one be first."""
    try:
        with transaction.atomic():
            User.objects.filter(pk=user_id, email=address).update(proven_at=utc_now())
    except IntegrityError as error:
        raise AddressProven from error
