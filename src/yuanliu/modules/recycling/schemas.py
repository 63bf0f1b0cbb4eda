"""The shape of the dry run."""

from datetime import datetime

from ninja import Schema

from yuanliu.kernel.records.schemas import KnownReference, Reference


class DueOut(Schema):
    record: KnownReference
    owner: Reference
    due_at: datetime | None
    reason: str
    rule: KnownReference
    pool: KnownReference


class RecyclingPreviewOut(Schema):
    """`at`: when the next run comes."""

    at: datetime
    items: list[DueOut]


class WarningsOut(Schema):
    items: list[DueOut]
