"""The account that a person signs in with."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from yuanliu.base.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def owner_of(self, email: str) -> User | None:
        """Whoever has proven that this mailbox is theirs; of them there is one at most."""
        return self.filter(email=email.strip().lower()).exclude(proven_at=None).first()


class User(AbstractBaseUser):
    """登录账号: e-mail (stored lower-case) and password. What a person may do hangs on their memberships, not here.

    A sign-in that was made through a link which somebody passed on proves nothing about the mailbox that it names. Until its
    owner proves the mailbox (`proven_at`) it holds in one company only, and several companies may each have one of the same
    address: each opens with its own password and leads to its own company.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField()
    proven_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    memberships: tuple[tuple[Any, ...], ...] = ()  # the active ones that `access.queries.find_user` found
    has_second_factor = False  # as `access.queries.find_user` found it

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["email"], condition=~Q(proven_at=None), name="user_email_proven_once"),
        ]
        indexes = [models.Index(fields=["email"], name="user_by_email")]

    def __str__(self) -> str:
        return self.email


class SignInTry(models.Model):
    """登录尝试: a wrong password, or one that is being looked at. Operational: it precedes the tenant. The account is a digest,
    so that nobody reads what somebody typed. `counts`: not any more once the right password came from there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    account = models.CharField(max_length=64)
    source = models.CharField(max_length=64)
    network = models.CharField(max_length=60)
    address = models.CharField(max_length=60)
    agent = models.CharField(max_length=200, blank=True)
    known = models.BooleanField(default=False)  # the device has signed in to this account before
    counts = models.BooleanField(default=True)

    class Meta:
        indexes = [
            models.Index(fields=["account", "at"], name="sign_in_try_account"),
            models.Index(fields=["network", "at"], name="sign_in_try_network"),
            models.Index(fields=["at"], name="sign_in_try_at"),
        ]
