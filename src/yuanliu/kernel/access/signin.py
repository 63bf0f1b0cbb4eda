"""Sign-ins, password changes and second factors enter the audit like every other act."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import password_changed, password_reset
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_removed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db import connection
from django.dispatch import receiver
from django.http import HttpRequest

from yuanliu.kernel.access.events import (
    MemberSignedIn,
    MemberSignedOut,
    PasswordChanged,
    SecondFactorAdded,
    SecondFactorRemoved,
)
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.access.queries import contexts_of
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.identity.addresses import client_address
from yuanliu.kernel.identity.passwords import Names, names_from
from yuanliu.kernel.tenancy.wall import define_function
from yuanliu.kernel.work.context import Origin
from yuanliu.kernel.work.unit import work


@receiver(user_logged_in)
def _signed_in(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _note(request, user, MemberSignedIn())


@receiver(user_logged_out)
def _signed_out(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    if user is not None:
        _note(request, user, MemberSignedOut())


@receiver([password_changed, password_reset])
def _password_changed(sender: Any, request: HttpRequest, user: Any, **kwargs: Any) -> None:
    _note(request, user, PasswordChanged())


@receiver(authenticator_added)
def _second_factor_added(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _note(request, user, SecondFactorAdded())


@receiver(authenticator_removed)
def _second_factor_removed(sender: Any, request: HttpRequest, user: Any, authenticator: Any, **kwargs: Any) -> None:
    if authenticator.type == Authenticator.Type.TOTP:
        _note(request, user, SecondFactorRemoved())


def _note(request: HttpRequest, user: Any, event: Event) -> None:
    """On record in every company of the person: each relies on how they sign in."""
    for ctx in contexts_of(user.pk, origin=Origin(ip=client_address(request))):
        with work(ctx) as w:
            w.emit(event, w.lock(Member, ctx.me))


# Passwords are set before any tenant is open, and for whoever belongs to several: the names alone, of one person.
define_function(
    """
    CREATE OR REPLACE FUNCTION sign_in_names(of_user uuid) RETURNS TABLE (company varchar, person varchar)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
      SELECT t.name, m.name FROM access_member m JOIN tenancy_tenant t ON t.id = m.tenant_id WHERE m.user_id = of_user
    $$
    """
)


@names_from
def _names_of(user: Any) -> list[Names]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT company, person FROM sign_in_names(%s)", [user.pk])
        return cursor.fetchall()
