"""What the operator does for companies and their people on the command line."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from yuanliu.base.errors import Problem
from yuanliu.kernel.access.invitations import link_of
from yuanliu.kernel.identity.links import reset_path
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import LocatorKind, Tenant
from yuanliu.kernel.tenancy.services import locate
from yuanliu.site.platform.supervise import Refused
from yuanliu.site.tenants import found_tenant


def create_company(name: str, admin: str, email: str) -> str:
    """Founds a company; gives the link by which its first administrator comes in."""
    try:
        validate_email(email)
    except ValidationError:
        raise Refused(f"{email} is no e-mail address") from None
    if not name.strip() or len(name) > 200:
        raise Refused("the name of a company has 1 to 200 characters")
    try:
        member = found_tenant(name.strip(), email=email.lower(), admin=admin)
    except Problem as problem:
        raise Refused(str(problem.detail)) from problem
    return settings.PUBLIC_URL + link_of(member)


def reset_links(email: str) -> list[tuple[str, str]]:
    """(companies, link) for each sign-in of an address, by which its person sets a new password."""
    users = list(User.objects.filter(email=email.strip().lower()).order_by("pk"))
    if not users:
        raise Refused(f"nobody signs in with {email}")
    return [(_homes(user), settings.PUBLIC_URL + reset_path(user)) for user in users]


def _homes(user: User) -> str:
    ids = [place.tenant_id for place in locate(LocatorKind.MEMBER, str(user.pk))]
    return ", ".join(Tenant.objects.filter(pk__in=ids).order_by("pk").values_list("name", flat=True)) or "no company"
