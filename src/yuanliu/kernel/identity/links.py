"""Links by which a person sets a new password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.tokens import PasswordResetTokenGenerator

from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import LocatorKind
from yuanliu.kernel.tenancy.services import locate


class ResetTokens(PasswordResetTokenGenerator):
    """Good for 24 hours and once: the old password is part of it. So are the companies that the person belongs to: a link
    that the administrator of one has seen is void as soon as the person joins another."""

    def _make_hash_value(self, user: Any, timestamp: int) -> str:
        homes = sorted(str(place.tenant_id) for place in locate(LocatorKind.MEMBER, str(user.pk)))
        return super()._make_hash_value(user, timestamp) + "".join(homes)


def reset_path(user: User) -> str:
    """The page of the client on which this person sets a new password; `auth/password/reset` takes its last part."""
    return f"/reset/{user.pk.hex}-{ResetTokens().make_token(user)}"
