"""Founding a company by oneself, where the operator lets strangers do so (`YUANLIU_SIGN_UP`)."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from yuanliu.base import puzzle
from yuanliu.base.errors import Invalid, NotFound
from yuanliu.base.i18n import T
from yuanliu.base.ids import uuid7
from yuanliu.base.time import utc_now
from yuanliu.kernel.access.invitations import AddressTaken, UnprovenAddress, check_password, make_user
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.api.identity import JoinOut, enter, own_form, throttle
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.identity import proofs
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.outbound import mail
from yuanliu.kernel.records.http import asked_language, reply, request_origin
from yuanliu.kernel.tenancy.models import code_of
from yuanliu.kernel.work.unit import work
from yuanliu.site.tenants import found_tenant, place_of

router = Router(tags=["founding"])

SIGN_UP = "sign-up"
PUZZLE_FOR = 60 * 60  # seconds
_puzzles = signing.TimestampSigner(salt=SIGN_UP)


class CompanyFounded(Event):
    """`terms`: the address of those that the founder has accepted."""

    code: ClassVar[str] = "company.founded"
    text: ClassVar[T] = T("创建了企业，并接受了服务条款", "founded the company and accepted the terms")
    terms: str


def is_open() -> bool:
    """Without mail nobody could prove an address, and whoever has not proven one founds nothing."""
    return settings.SIGN_UP_OPEN and mail.is_open()


class DoorsOut(Schema):
    """What a visitor can do here: be sent mail, found a company; and the terms on which."""

    mail: bool
    sign_up: bool
    terms: str


class PuzzleOut(Schema):
    """To be solved by a number for which SHA-256 of `token:number` begins with `bits` zero bits."""

    token: str
    bits: int


class SignUpIn(Schema):
    email: str = Field(max_length=254)
    token: str = Field(max_length=200)
    solution: str = Field(max_length=40)


class FoundIn(Schema):
    """`code` and `password` are of whoever has no sign-in yet."""

    company: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=100)
    accepts_terms: Literal[True]
    code: str = Field("", max_length=20)
    password: str = Field("", max_length=200)


@router.get("/doors", response=DoorsOut, auth=None, operation_id="get_doors")
def get_doors(request: HttpRequest) -> HttpResponse:
    return reply({"mail": mail.is_open(), "sign_up": is_open(), "terms": settings.TERMS_URL})


@router.post("/sign-up/puzzle", response=PuzzleOut, auth=None, operation_id="get_sign_up_puzzle")
def get_puzzle(request: HttpRequest) -> HttpResponse:
    _require_open()
    return reply({"token": _puzzles.sign(uuid7().hex), "bits": puzzle.BITS})


@router.post("/sign-up/code", response={204: None}, auth=None, operation_id="send_sign_up_code")
def send_code(request: HttpRequest, body: SignUpIn) -> HttpResponse:
    """The same for every address: whether it has a sign-in is told to nobody but whoever reads the mailbox."""
    _require_open()
    own_form(request)
    _require_solved(body.token, body.solution)
    address = _address(body.email)
    throttle(request, "sign_up", key=address)
    proofs.ask(request, SIGN_UP, address, asked_language(request))
    return HttpResponse(status=204)


@router.post("/sign-up/found", response=JoinOut, auth=None, operation_id="found_company")
def found_company(request: HttpRequest, body: FoundIn) -> HttpResponse:
    """A person who is signed in founds one company more; anybody else proves a mailbox and chooses a password."""
    _require_open()
    own_form(request)
    known = request.user if request.user.is_authenticated else None
    if known is not None and known.proven_at is None:
        raise UnprovenAddress
    user = known or _new_user(request, body)
    member = found_tenant(body.company.strip(), email=user.email, admin=body.name.strip(), user=user, kind="public")
    ctx = place_of(member, origin=request_origin(request, "public"))
    with work(ctx) as w:
        founder = w.lock(Member, ctx.me)
        founder.locale = asked_language(request)
        w.emit(CompanyFounded(terms=settings.TERMS_URL), founder)
    if known is None:
        enter(request, user)
    return reply({"company": code_of(member.tenant_id)})


def _new_user(request: HttpRequest, body: FoundIn) -> Any:
    check_password(User(email=proofs.asked_for(request, SIGN_UP)), body.password)  # a weak one uses up no code
    address = proofs.prove(request, SIGN_UP, body.code)
    if User.objects.owner_of(address):
        raise AddressTaken
    return make_user(address, body.password, proven_at=utc_now())


def _address(text: str) -> str:
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise Invalid.at("email", "email", "请输入有效的邮箱地址", "Enter a valid e-mail address.") from error
    return address


def _require_open() -> None:
    if not is_open():
        raise NotFound


def _require_solved(token: str, solution: str) -> None:
    try:
        _puzzles.unsign(token, max_age=PUZZLE_FOR)
        ours = True
    except signing.BadSignature:
        ours = False
    fresh = ours and puzzle.solves(token, solution)
    if not fresh or not cache.add(f"puzzle:{puzzle.spent_as(token)}", 1, PUZZLE_FOR):
        raise Invalid.at("solution", "not_solved", "验证未通过，请重试", "The check did not pass; please try again.")
