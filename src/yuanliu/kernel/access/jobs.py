"""Letters that lead people in: invitations, and links to set a new password."""

from __future__ import annotations

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from yuanliu.base.i18n import T
from yuanliu.kernel.access import invitations  # noqa: F401  declares send_invitation
from yuanliu.kernel.identity.links import reset_path
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.outbound import mail
from yuanliu.kernel.tenancy.models import LocatorKind, Tenant
from yuanliu.kernel.tenancy.services import locate

RESET = mail.Letter(
    T("重设源流密码", "Set a new Yuanliu password"),
    (
        T(
            "有人（希望是您本人）请求重设此邮箱的登录密码。",
            "Somebody, we hope you, asked to set a new password for this address.",
        ),
        T(
            "请在 24 小时内打开下面的链接（只能使用一次）：",
            "Open this link within 24 hours (it can be used once):",
        ),
    ),
)


@app.task(name="yuanliu.send_reset", queue="mail", retry=RetryStrategy(max_attempts=5, wait=10))
def send_reset(email: str, language: str) -> None:
    """To whoever reads the mailbox, a link for each sign-in of this address; nothing for an address that has none.

    The request that asks for it knows no difference: it leaves this job behind in either case.
    """
    users = list(User.objects.filter(email=email, is_active=True).order_by("pk"))
    if users:
        links = tuple(_line(user) for user in users)
        mail.post(email, mail.Letter(RESET.subject, (*RESET.paragraphs, *links)), language)


def _line(user: User) -> T:
    ids = [place.tenant_id for place in locate(LocatorKind.MEMBER, str(user.pk))]
    names = list(Tenant.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True))
    link = f"{settings.PUBLIC_URL}{reset_path(user)}"
    return T(f"{'、'.join(names)}\n{link}", f"{', '.join(names)}\n{link}")
