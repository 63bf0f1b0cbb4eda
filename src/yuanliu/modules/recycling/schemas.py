"""The shape of the dry run."""

from datetime import datetime

from ninja import Schema

from yuanliu.kernel.records.schemas import Reference


class DueOut(Schema):
    record: Reference
    owner: Reference
    due_at: datetime
    reason: str
    rule: Reference
    pool: Reference


class RecyclingPreviewOut(Schema):
    """`at`: when the next run comes."""

    at: datetime
    items: list[DueOut]


class WarningsOut(Schema):
    items: list[DueOut]
