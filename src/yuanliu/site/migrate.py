"""Bringing a database to the state that the code declares: schema as the owner, then the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.management import call_command
from django.db import transaction

from yuanliu.kernel.tenancy.wall import raise_wall


class OwnerMigrates:
    """Schema changes go to the owner's connection only; the app role owns nothing."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == "owner"


def migrate(progress: Callable[[str], None] = lambda line: None) -> None:
    """Safe to repeat; says what it is doing line by line."""
    progress("迁移数据库 · migrating the database")
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    call_command("createcachetable", database="owner", verbosity=0)
    progress("检查企业隔离 · raising the wall between tenants")
    with transaction.atomic(using="owner"):
        raise_wall()
