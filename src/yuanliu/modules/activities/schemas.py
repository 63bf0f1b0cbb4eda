"""What is sent to follow up and to give a task."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import Field, create_model

from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.records.schemas import In, create_schema, given_values, input_type
from yuanliu.modules.activities.models import FollowUp, Task


class RecordRef(In):
    """A record of any object."""

    object: Annotated[str, Field(max_length=40)]
    id: UUID


def _input(name: str) -> Any:
    return input_type(model_fields(FollowUp)[name])


_follow_up: dict[str, Any] = {
    "record": (RecordRef, ...),
    "kind": (_input("kind"), ...),
    "content": (_input("content"), ...),
    "at": (_input("at") | None, None),
    "next_at": (_input("next_at") | None, None),
    "mentions": (Annotated[list[UUID], Field(max_length=50)], []),
}
_task: dict[str, Any] = {"record": (RecordRef | None, None)}

FollowUpIn = create_model("FollowUpIn", __base__=In, **_follow_up)
TaskIn = create_model("NewTaskIn", __base__=create_schema(Task), **_task)


def values_of(body: Schema) -> dict[str, Any]:
    """The fields that the sender named, with the record that they are about as plain values."""
    return {name: value.dict() if isinstance(value, RecordRef) else value for name, value in given_values(body).items()}
