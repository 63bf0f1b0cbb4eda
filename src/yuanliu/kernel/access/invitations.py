"""Members are invited by a link, and sit down in their place themselves: nobody else ever sets how a person signs in.

A link is good for 24 hours and once. One that went out by our own mail proves that whoever follows it reads that mailbox;
one that an administrator copied and passed on proves nothing: see `identity.models.User`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID, uuid4

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, TimestampSigner
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuanliu.base.errors import Conflict, FieldError, Invalid, Problem
from yuanliu.base.i18n import T
from yuanliu.kernel.access.events import MemberInvited, MemberJoined
from yuanliu.kernel.access.guard import check_joins
from yuanliu.kernel.access.models import Member, MemberStatus
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.outbound import mail
from yuanliu.kernel.tenancy.models import LocatorKind, Tenant
from yuanliu.kernel.tenancy.services import locate, publish
from yuanliu.kernel.work.context import Context, Origin
from yuanliu.kernel.work.unit import Work, reading, work

GOOD_FOR = 24 * 60 * 60  # seconds
_signer = TimestampSigner(salt="invitation")

LETTER = mail.Letter(
    T("{inviter}邀请您加入{company}", "{inviter} invites you to {company}"),
    (
        T(
            "{name}，您好：{inviter}邀请您加入{company}的源流。",
            "Hello {name}, {inviter} invites you to {company} on Yuanliu.",
        ),
        T(
            "请在 24 小时内打开下面的链接，设置您自己的密码（链接只能使用一次）：",
            "Open this link within 24 hours to set a password of your own (it can be used once):",
        ),
        T("{link}", "{link}"),
    ),
)


class LinkExpired(Problem):
    status, code = 410, "link_expired"
    detail = T(
        "此链接已失效或已使用，请联系管理员重新邀请",
        "This link has expired or was used; ask your administrator for a new one.",
    )


class AlreadyJoined(Conflict):
    code = "already_joined"
    detail = T("该成员已经加入", "This member has joined already.")


class AlreadyMember(Conflict):
    code = "already_member"
    detail = T("您已经是该企业的成员", "You are a member of this company already.")


class UnprovenAddress(Conflict):
    code = "unproven_address"
    detail = T(
        "您的登录邮箱尚未验证，只能用于一家企业。请先在右上角的菜单中验证邮箱",
        "The address that you sign in with is not proven yet, so it holds in one company only. Prove it in the menu at the top right first.",
    )


class AddressTaken(Conflict):
    code = "address_taken"
    detail = T("此邮箱已有登录账号，请用它登录后加入", "This address has a sign-in already; sign in with it to join.")


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link says: which place, in which round of links, and whether our own mail brought it."""

    tenant_id: UUID
    member_id: UUID
    round: UUID
    mailed: bool = False

    @property
    def path(self) -> str:
        """The page of the client that the link opens."""
        parts = (self.tenant_id.hex, self.member_id.hex, self.round.hex, int(self.mailed))
        return f"/invitation/{_signer.sign_object(parts)}"

    @classmethod
    def read(cls, token: str) -> Invitation:
        try:
            tenant_id, member_id, turn, mailed = _signer.unsign_object(token, max_age=GOOD_FOR)
        except (BadSignature, ValueError) as error:
            raise LinkExpired from error
        return cls(UUID(tenant_id), UUID(member_id), UUID(turn), bool(mailed))

    def holds_for(self, member: Member | None) -> bool:
        return member is not None and member.status == MemberStatus.INVITED and member.invitation == self.round


def begin_invitation(w: Work, member: Member) -> None:
    """A new place waits for its person; where mail goes out, they get a letter."""
    member.status, member.invitation = MemberStatus.INVITED, uuid4()
    if mail.is_open():
        send_invitation.defer(tenant_id=str(w.ctx.tenant_id), member_id=str(member.pk))


def invite(ctx: Context, member_id: UUID) -> tuple[Member, str]:
    """A link for a place that waits, to be passed on by hand; where mail goes out, a letter goes again. Older links end."""
    with work(ctx) as w:
        member = w.get(Member, member_id, "update")
        if member.status != MemberStatus.INVITED:
            raise AlreadyJoined
        check_joins(ctx, member.roles, member.department_id, "member")  # whoever holds the link could be them
        begin_invitation(w, member)
        w.emit(MemberInvited(), member)
    return member, link_of(member)


def link_of(member: Member, *, mailed: bool = False) -> str:
    assert member.invitation is not None
    return Invitation(member.tenant_id, member.pk, member.invitation, mailed).path


def opened(token: str) -> dict[str, Any]:
    """What the page behind a link shows. Only its mailbox's owner learns whether the address has a sign-in already."""
    invitation = Invitation.read(token)
    with reading(Context.for_system(invitation.tenant_id)):
        member = Member.objects.alive().filter(pk=invitation.member_id).first()
        if member is None or not invitation.holds_for(member):
            raise LinkExpired
        company = Tenant.objects.get(pk=invitation.tenant_id).name
    known = invitation.mailed and User.objects.owner_of(member.email) is not None
    return {"company": company, "name": member.name, "email": member.email, "known": known}


def join(token: str, *, user: User | None = None, password: str = "", ip: str = "") -> Member:
    """Whoever is signed in takes the place as who they are; anybody else makes a sign-in of their own by a password."""
    invitation = Invitation.read(token)
    ctx = Context.for_system(invitation.tenant_id)
    as_they = replace(ctx, member_id=invitation.member_id, name=opened(token)["name"], origin=Origin("public", ip=ip))
    with work(as_they) as w:
        member = w.take(Member, Member.objects.alive().filter(pk=invitation.member_id))[:1]
        if not member or not invitation.holds_for(member[0]):
            raise LinkExpired
        take_seat(w, member[0], user or _new_user(w, member[0], password, proven=invitation.mailed))
        return member[0]


def _new_user(w: Work, member: Member, password: str, *, proven: bool) -> User:
    w.take_turns(f"sign-in {member.email}", everywhere=True)
    if proven and User.objects.owner_of(member.email):
        raise AddressTaken
    return make_user(member.email, password, proven_at=w.now if proven else None)


def check_password(user: User, password: str) -> None:
    """Invalid at `password` when it is too weak."""
    try:
        get_adapter().clean_password(password, user)
    except ValidationError as error:
        raise Invalid(errors=[FieldError("password", "weak", T(text, text)) for text in error.messages]) from error


def make_user(email: str, password: str, **values: Any) -> User:
    """A sign-in whose password its person chose; Invalid at `password` when it is too weak, or opens another one already."""
    user = User(email=email, **values)
    check_password(user, password)
    if any(other.check_password(password) for other in User.objects.filter(email=email)):
        raise Invalid.at(
            "password",
            "opens_another",
            "这是您另一处登录的密码：请用它登录后加入，或换一个密码",
            "This is the password of another sign-in of yours: sign in with it to join, or choose another password.",
        )
    user.set_password(password)
    user.save(force_insert=True)
    return user


def take_seat(w: Work, member: Member, user: User) -> None:
    """`user` is `member` from now on. UnprovenAddress for the second company of a sign-in that has proven nothing."""
    user = User.objects.select_for_update().get(pk=user.pk)  # of two companies at once, one comes second
    homes = [place.tenant_id for place in locate(LocatorKind.MEMBER, str(user.pk))]
    if member.tenant_id in homes:
        raise AlreadyMember
    if homes and user.proven_at is None:
        raise UnprovenAddress
    member.user, member.status, member.invitation = user, MemberStatus.ACTIVE, None
    publish(LocatorKind.MEMBER, str(user.pk), member.tenant_id, member.pk)
    w.emit(MemberJoined(), member)


@app.task(name="yuanliu.send_invitation", queue="mail", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_invitation(tenant_id: str, member_id: str) -> None:
    """Unless they have joined, or were taken off, meanwhile."""
    tenant = Tenant.objects.get(pk=tenant_id)
    with reading(Context.for_system(tenant.pk)):
        member = (
            Member.objects.alive()
            .select_related("created_by")
            .filter(pk=member_id, status=MemberStatus.INVITED)
            .exclude(invitation=None)
            .first()
        )
    if member is None:
        return
    inviter = member.created_by.name if member.created_by else tenant.name
    link = f"{settings.PUBLIC_URL}{link_of(member, mailed=True)}"
    said = {"inviter": inviter, "company": tenant.name, "name": member.name, "link": link}
    parts = tuple(part.format(**said) for part in LETTER.paragraphs)
    mail.post(member.email, mail.Letter(LETTER.subject.format(**said), parts), member.locale)
