"""How the guided migration is shown."""

from uuid import UUID

from ninja import Schema


class TakeoverStepOut(Schema):
    """`imports`: of this step, the newest first; `records`: how many came in and stayed."""

    object: str
    label: str
    hint: str
    columns: list[str]
    imports: list[UUID]
    records: int


class TakeoverOut(Schema):
    steps: list[TakeoverStepOut]


class BrokenRule(Schema):
    code: str
    rule: str
    count: int


class CheckOut(Schema):
    """What the company's data should hold and does not; empty when all is well."""

    rules: int
    broken: list[BrokenRule]
