"""Who comes back with a session is read together with what they may do: one statement for every request."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F

from yuanliu.kernel.access.queries import find_user
from yuanliu.kernel.identity.models import User


class MemberBackend(AuthenticationBackend):
    """Signing in, and whether a session still holds, are the library's."""

    def _authenticate_by_email(self, email: str, password: str) -> Any:
        """Of several sign-ins of one address the password says which: whoever has proven the address is asked first."""
        users = User.objects.filter(email=email.strip().lower()).order_by(F("proven_at").asc(nulls_last=True), "pk")
        return next((user for user in users if self._check_password(user, password)), None)

    def get_user(self, user_id: Any) -> User | None:
        user = find_user(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None
