"""The shapes of duplicates and collaborators."""

from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yuanliu.kernel.records.router import RecordRouter


class HitOut(Schema):
    """`id` and `title` only where the asker may see the record."""

    key: str
    object: str
    exists: bool
    owner_name: str
    id: UUID | None = None
    title: str | None = None


class HitsOut(Schema):
    items: list[HitOut]


def created_schema(router: RecordRouter) -> Any:
    """A new record, and what it may be a duplicate of."""
    parts = {"__annotations__": {"duplicates": list[HitOut]}, "duplicates": []}
    return type(f"{router.model.__name__}Created", (router.Out,), parts)


class AccountKeys(Schema):
    name: str = Field("", max_length=200)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
