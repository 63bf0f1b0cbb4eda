"""What is sent to follow up and to give a task."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, create_model

from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.schemas import In, create_schema, input_type
from yuanliu.modules.activities.models import FollowUp, Task


class RecordRef(In):
    """A record of any object."""

    object: Annotated[str, Field(max_length=40)]
    id: UUID


def _type(name: str) -> Any:
    return input_type(model_fields(FollowUp)[name])


FollowUpIn: type[Schema] = create_model(
    "FollowUpIn",
    __base__=In,
    record=(RecordRef, ...),
    kind=(_type("kind"), ...),
    content=(_type("content"), ...),
    at=(_type("at") | None, None),
    next_at=(_type("next_at") | None, None),
    mentions=(Annotated[list[UUID], Field(max_length=50)], []),
)

TaskIn: type[Schema] = create_model("TaskIn", __base__=create_schema(Task), record=(RecordRef | None, None))
