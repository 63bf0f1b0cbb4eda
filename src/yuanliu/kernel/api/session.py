"""Who is signed in, and what the client must know to draw itself."""

from typing import Any, Literal
from uuid import UUID
from zoneinfo import available_timezones

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from ninja import Router, Schema
from pydantic import Field

from yuanliu.base.errors import Invalid, SignedOut
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.access.queries import context_for_member
from yuanliu.kernel.notifications.queries import unread
from yuanliu.kernel.records.answers import MetaOut
from yuanliu.kernel.records.hits import find_hits
from yuanliu.kernel.records.http import COMPANY, Request, asked_language, context_here, reply
from yuanliu.kernel.records.meta import describe_objects
from yuanliu.kernel.records.output import reference, titles_of
from yuanliu.kernel.records.schemas import KnownReference
from yuanliu.kernel.tenancy.models import Tenant, code_of
from yuanliu.kernel.tenancy.services import Located
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import reading, work

router = Router(tags=["session"])


Locale = Literal["zh-hans", "en"]


class SessionMember(Schema):
    id: UUID
    title: str
    email: str
    department: KnownReference | None
    roles: list[str]


class Company(Schema):
    """`code` stands in addresses: `/~1f2e3d4c/leads`."""

    code: str
    name: str


class SessionTenant(Company):
    id: UUID
    currency: str


class SessionOut(Schema):
    """`grants`: how far each permission reaches, `lead.read` → `all`. `unread`: notifications. `companies`: all that this
    person belongs to. `proven`: whether the sign-in's address is."""

    member: SessionMember
    tenant: SessionTenant
    companies: list[Company]
    proven: bool
    locale: Locale
    time_zone: str
    grants: dict[str, Literal["self", "department", "subtree", "all"]]
    unread: int


class SessionPatch(Schema):
    locale: Locale | None = None
    time_zone: str | None = Field(None, max_length=60)


@router.get("/session", response=SessionOut, auth=None, operation_id="get_session")
def get_session(request: HttpRequest) -> HttpResponse:
    """401 when nobody is signed in; either way the CSRF cookie is set, so that the client can sign in."""
    get_token(request)
    ctx = context_here(request) if request.user.is_authenticated else None
    if ctx is None:
        raise SignedOut
    if request.session.get(COMPANY) != code_of(ctx.tenant_id):
        request.session[COMPANY] = code_of(ctx.tenant_id)
    return reply(_session(ctx, request.user))


def _session(ctx: Context, user: Any) -> dict[str, Any]:
    with reading(ctx):
        member = Member.objects.get(pk=ctx.member_id)
        homes = Tenant.objects.in_bulk([place[0] for place in user.memberships])
        tenant = homes[ctx.tenant_id]
        titles = titles_of(Context.for_system(ctx.tenant_id), {"department": {member.department_id} - {None}})
        waiting = unread(ctx).count()
    department = reference("department", member.department_id, titles) if member.department_id else None
    return {
        "member": {
            "id": member.pk,
            "title": member.name,
            "email": member.email,
            "department": department,
            "roles": member.roles,
        },
        "tenant": {
            "id": tenant.pk,
            "code": code_of(tenant.pk),
            "name": tenant.name,
            "currency": tenant.base_currency,
        },
        "companies": [{"code": code_of(home.pk), "name": home.name} for _, home in sorted(homes.items())],
        "proven": user.proven_at is not None,
        "locale": ctx.locale,
        "time_zone": ctx.time_zone,
        "grants": {permission: scope.name.lower() for permission, scope in ctx.grants.items() if scope},
        "unread": waiting,
    }


@router.patch("/session", response=SessionOut, operation_id="update_session")
def update_session(request: Request, body: SessionPatch) -> HttpResponse:
    """The member's own language and time zone; needs no permission beyond being oneself."""
    ctx = request.auth
    if body.time_zone and body.time_zone not in available_timezones():
        raise Invalid.at("time_zone", "unknown", "没有这个时区", "There is no such time zone.")
    with work(ctx) as w:
        member = w.lock(Member, ctx.me)
        member.locale = body.locale or member.locale
        member.time_zone = body.time_zone or member.time_zone
    return reply(_session(context_for_member(Located(ctx.tenant_id, ctx.me)) or ctx, request.user))


@router.get("/meta", response=MetaOut, operation_id="get_meta")
def get_meta(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply({"objects": describe_objects(request.auth, asked_language(request))})


class SearchHit(Schema):
    """`subtitle`: what tells it from others of the same title, in words."""

    object: str
    id: UUID
    title: str
    subtitle: str


class SearchOut(Schema):
    items: list[SearchHit]


@router.get("/search", response=SearchOut, operation_id="search")
def search(request: Request, q: str = "") -> HttpResponse:
    """Over all objects that the member may read, at most 8 of each."""
    with reading(request.auth):
        return reply({"items": find_hits(request.auth, q[:200], asked_language(request))})
