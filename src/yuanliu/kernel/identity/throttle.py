"""Guessing passwords is slow, and stops nobody else.

Wrong tries are counted per account and source, where the source is the device if it has signed in to that account before
(see devices.py), else the address. So strangers who try a thousand passwords lock out neither the owner at their own desk
nor the colleagues behind the same address. Counts lie in the database: they hold across processes.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, Max, Q, QuerySet
from django.utils import timezone

from yuanliu.base.errors import TooManyRequests
from yuanliu.base.i18n import T
from yuanliu.kernel.identity.models import SignInTry

WINDOW = timedelta(days=1)  # after which a wrong try is forgotten
KEPT = timedelta(days=90)  # for those who look what happened
FIRST, LONGEST = timedelta(seconds=30), timedelta(hours=1)
FREE = 5  # wrong tries of one account from one source that cost no time
FREE_OF_ACCOUNT = 50  # of one account, from whatever unknown devices
FREE_OF_ADDRESS = 200  # of whatever accounts, from one address and unknown devices: an office stays below
AGAIN = T("尝试次数过多，请在 {wait} 后再试", "Too many tries; try again in {wait}.")


class TooManyTries(TooManyRequests):
    code = "too_many_login_attempts"


def account_key(email: str) -> str:
    """What stands for an account in the counts. What was typed is not kept: it may be a password in the wrong field."""
    return _digest(f"account {email.strip().lower()}")


def begin_try(email: str, address: str, device: str, agent: str) -> SignInTry:
    """Takes its place among the tries before the password is looked at, so that of many at once none is free.

    `device`: the id of a device that has signed in to this account before, or "".
    """
    account, source = account_key(email), _digest(f"device {device}" if device else f"address {network_of(address)}")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"sign-in {account} {source}"])
        now = timezone.now()
        until = max(_limits(account, source, network_of(address), known=bool(device), now=now))
        if until > now:
            raise TooManyTries(AGAIN.format(wait=_spoken(until - now)), retry_after=_seconds(until - now))
        return SignInTry.objects.create(
            at=now, account=account, source=source, network=network_of(address), address=address, agent=agent[:200],
            known=bool(device),
        )  # fmt: skip


def end_try(tried: SignInTry) -> None:
    """The password was right: this was no wrong try, and those before it from here count no more."""
    SignInTry.objects.filter(account=tried.account, source=tried.source).update(counts=False)
    SignInTry.objects.filter(pk=tried.pk).delete()


def network_of(address: str) -> str:
    """Whoever has one address of IPv6 has all of its /64."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network(f"{address}/64", strict=False)) if found.version == 6 else address


def _limits(account: str, source: str, network: str, *, known: bool, now: datetime) -> list[datetime]:
    recent = SignInTry.objects.filter(at__gt=now - WINDOW)
    limits = [_free_at(recent.filter(account=account, source=source, counts=True), FREE)]
    if not known:
        limits.append(_free_at(recent.filter(account=account, counts=True, known=False), FREE_OF_ACCOUNT))
        limits.append(_free_at(recent.filter(network=network, known=False), FREE_OF_ADDRESS))
    return limits


def _free_at(tries: QuerySet[Any], free: int) -> datetime:
    """When the next try is due: each one beyond the free ones doubles the time to wait."""
    count, last = tries.aggregate(count=Count("pk"), last=Max("at")).values()
    if count < free:
        return datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return last + min(LONGEST, FIRST * 2 ** min(count - free, 20))


def failures_of(accounts: list[str], limit: int) -> list[SignInTry]:
    """The wrong tries of these accounts, the newest first; those still going on are not yet wrong."""
    settled = Q(at__lt=timezone.now() - timedelta(seconds=2))
    return list(SignInTry.objects.filter(settled, account__in=accounts).order_by("-at")[:limit])


def forget_old_tries() -> int:
    return SignInTry.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


def _digest(text: str) -> str:
    return hmac.new(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()


def _seconds(wait: timedelta) -> int:
    return max(1, int(wait.total_seconds() + 0.999))


def _spoken(wait: timedelta) -> T:
    seconds = _seconds(wait)
    if seconds < 60:
        return T(f"{seconds} 秒", f"{seconds} seconds")
    minutes = -(-seconds // 60)
    return T(f"{minutes} 分钟", "a minute" if minutes == 1 else f"{minutes} minutes")
