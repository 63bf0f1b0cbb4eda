"""What happens to members."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.events.base import Event, Shows


class MemberInvited(Event):
    code: ClassVar[str] = "member.invited"
    text: ClassVar[T] = T("邀请了成员", "invited the member")


class MemberJoined(Event):
    code: ClassVar[str] = "member.joined"
    text: ClassVar[T] = T("接受邀请，加入了企业", "accepted the invitation and joined")


class ResetLinkMade(Event):
    code: ClassVar[str] = "member.reset_link_made"
    text: ClassVar[T] = T("生成了重设密码的链接", "made a link to set a new password")


class MemberSignedIn(Event):
    code: ClassVar[str] = "member.signed_in"
    text: ClassVar[T] = T("登录了系统", "signed in")


class MemberSignedOut(Event):
    code: ClassVar[str] = "member.signed_out"
    text: ClassVar[T] = T("退出了系统", "signed out")


class PasswordChanged(Event):
    code: ClassVar[str] = "member.password_changed"
    text: ClassVar[T] = T("修改了密码", "changed the password")


class SecondFactorAdded(Event):
    code: ClassVar[str] = "member.second_factor_added"
    text: ClassVar[T] = T("开启了两步验证", "turned two-step verification on")


class SecondFactorRemoved(Event):
    code: ClassVar[str] = "member.second_factor_removed"
    text: ClassVar[T] = T("关闭了两步验证", "turned two-step verification off")


class MemberDisabled(Event):
    code: ClassVar[str] = "member.disabled"
    text: ClassVar[T] = T("停用了成员", "disabled the member")


class MemberEnabled(Event):
    code: ClassVar[str] = "member.enabled"
    text: ClassVar[T] = T("启用了成员", "enabled the member")


class MemberHandedOver(Event):
    code: ClassVar[str] = "member.handed_over"
    text: ClassVar[T] = T("将名下 {count} 条记录交接给 {to_name}", "handed {count} records over to {to_name}")
    shows: ClassVar[Shows] = {"to_name": "member.name"}
    to_id: UUID
    to_name: str
    count: int
