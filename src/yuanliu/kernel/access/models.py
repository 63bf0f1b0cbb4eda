"""Who belongs to a tenant and what their roles let them do."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.access.rights import departments_of
from yuanliu.kernel.tenancy.fields import ChoiceField, PhoneField, TenantForeignKey
from yuanliu.kernel.work.context import ALL, NONE, SUBTREE, Context, Scope
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import Group, ObjectType, Related
from yuanliu.kernel.work.rules import TenantRule
from yuanliu.kernel.work.scope import NOTHING, EveryoneScope


class DepartmentScope:
    """One's own department; with the subtree all below it, and what is made right below one of these."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        if scope == NONE:
            return NOTHING
        if scope == ALL:
            return Q()
        if scope == SUBTREE:
            return Q(pk__in=ctx.departments) | Q(parent__in=ctx.departments)
        return Q(pk=ctx.department_id)


class MemberScope:
    """Oneself, and whoever belongs to the departments that the scope reaches."""

    def condition(self, model: type[Record], ctx: Context, scope: Scope, action: str) -> Q:
        if scope == NONE:
            return NOTHING
        if scope == ALL:
            return Q()
        return Q(pk=ctx.member_id) | Q(department__in=departments_of(ctx, scope))


class Department(Record):
    """部门: a node of the tree that data scopes follow."""

    name = models.CharField(T("部门名称", "Name"), max_length=100)
    parent = TenantForeignKey(
        "access.Department", verbose_name=T("上级部门", "Parent"), null=True, blank=True, related_name="+"
    )
    manager = TenantForeignKey(
        "access.Member", verbose_name=T("部门主管", "Manager"), null=True, blank=True, related_name="+"
    )

    object_type = ObjectType(
        code="department",
        label=T("部门", "Department"),
        plural=T("部门", "Departments"),
        path="departments",
        icon="apartment",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "parent", "manager")),),
        columns=("name", "parent", "manager"),
        related=(Related("member", "department"),),
        search=("name",),
        subtitle=("parent",),
        scope=DepartmentScope(),
    )


class Role(Record):
    """角色: object × action → data scope, and rules for single fields."""

    code = models.CharField(T("编码", "Code"), max_length=40)
    name = models.CharField(T("角色名称", "Name"), max_length=100)
    grants = models.JSONField(T("权限", "Permissions"), default=dict)  # {"lead.read": "subtree"} or {EVERYTHING: "all"}
    field_rules = models.JSONField(T("字段权限", "Field rules"), default=dict)  # {"lead.phone": "masked"}

    object_type = ObjectType(
        code="role",
        label=T("角色", "Role"),
        plural=T("角色", "Roles"),
        path="roles",
        icon="safety",
        groups=(Group("basic", T("基本信息", "Basics"), ("code", "name", "grants", "field_rules")),),
        columns=("name", "code"),
        search=("name",),
        protected=frozenset({"code"}),
        initial=frozenset({"code"}),
        scope=EveryoneScope(),
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "code"], name="role_code_once")]


class MemberStatus(Options):
    INVITED = "invited", "待加入", "Invited", "warning"
    ACTIVE = "active", "在职", "Active", "success"
    DISABLED = "disabled", "停用", "Disabled", "default"


class Member(Record):
    """成员: a person's place in a tenant. Nobody sits there (`user`) before they have accepted the invitation themselves."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )
    invitation = models.UUIDField(null=True, editable=False)  # the round of links that leads here; see invitations.py
    name = models.CharField(T("姓名", "Name"), max_length=100)
    email = models.EmailField(T("登录邮箱", "E-mail"))
    phone = PhoneField(T("手机", "Mobile"), blank=True)
    department = TenantForeignKey(
        Department, verbose_name=T("部门", "Department"), null=True, blank=True, related_name="+"
    )
    roles = models.JSONField(T("角色", "Roles"), default=list)  # role codes
    status = ChoiceField(MemberStatus, verbose_name=T("状态", "Status"), default="active")
    locale = models.CharField(T("语言", "Language"), max_length=10, default="zh-hans")
    time_zone = models.CharField(T("时区", "Time zone"), max_length=60, default="Asia/Shanghai")

    object_type = ObjectType(
        code="member",
        label=T("成员", "Member"),
        plural=T("成员", "Members"),
        path="members",
        icon="team",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                ("name", "email", "phone", "department", "roles", "status", "locale", "time_zone"),
            ),
        ),
        columns=("name", "email", "department", "roles", "status"),
        search=("name", "email"),
        subtitle=("department", "email"),
        protected=frozenset({"status", "email"}),
        initial=frozenset({"email"}),
        scope=MemberScope(),
        verbs={"hand_over": T("离职交接", "Hand over")},
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "email"], name="member_email_once")]


class SignInRule(TenantRule):
    """登录规则: what the company asks of everybody who signs in to it."""

    about = "member"

    second_factor = models.BooleanField(default=False)
