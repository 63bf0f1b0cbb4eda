"""What the routes of campaigns take and give beside the records themselves."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from yuanliu.kernel.records.schemas import In, clean_text
from yuanliu.modules.campaigns.questions import FREE_KINDS


def _text(limit: int) -> Any:
    return Annotated[str, Field(max_length=limit), AfterValidator(clean_text)]


class OptionOut(Schema):
    value: str
    label: str
    label_en: str


class QuestionOut(Schema):
    """`target`: a field of the object that the campaign collects; else a free question."""

    key: str
    kind: str
    target: bool
    label: str
    label_en: str
    required: bool
    help: str
    options: list[OptionOut]
    max_length: int | None


class QuestionIn(In):
    """`key` of a target field, or empty for a free question, which then has a kind and a label."""

    key: _text(60) = ""
    kind: Literal[FREE_KINDS] | None = None
    label: _text(200) = ""
    label_en: _text(200) = ""
    required: bool = False
    help: _text(300) = ""
    options: list[_text(100)] = Field(default_factory=list, max_length=50)


class FormIn(In):
    fields: list[QuestionIn] = Field(max_length=40)
    title: _text(200) = ""
    intro: _text(2000) = ""
    consent: _text(1000) = ""
    submit_label: _text(40) = ""
    thank_you: _text(1000) = ""


class FormOut(Schema):
    number: int
    title: str
    intro: str
    fields: list[QuestionOut]
    consent: str
    submit_label: str
    thank_you: str
    published_at: datetime


class FormPageOut(Schema):
    """The form as it stands (null: none was published yet), what it could ask, and what it asks when nobody chooses."""

    form: FormOut | None
    available: list[QuestionOut]
    usual: list[QuestionOut]


class StateIn(In):
    state: Literal["active", "paused", "ended", "archived"]


class LinkIn(In):
    channel: _text(60) = ""
    promoter: UUID | None = None
    utm_source: _text(100) = ""
    utm_medium: _text(100) = ""
    utm_campaign: _text(100) = ""


class EntryIn(In):
    answers: dict[str, Any]
    link: UUID | None = None


class RejectIn(In):
    reason: _text(200) = ""


class AnswerOut(Schema):
    key: str
    label: str
    label_en: str
    kind: str
    value: str | bool | int | float | list[str] | None


class AnswersOut(Schema):
    """What was sent, under the form version that it answered (null: entered by hand without a form)."""

    form: FormOut | None
    answers: list[AnswerOut]


class TouchIn(In):
    object: Literal["lead", "account", "contact", "opportunity"]
    record: UUID
    kind: Literal["check_in", "manual"] = "manual"
    at: datetime | None = None


class TouchOut(Schema):
    id: UUID
    campaign: dict[str, Any]
    promotion_link: dict[str, Any] | None
    kind: str
    at: datetime
    carried: bool


class TouchesOut(Schema):
    items: list[TouchOut]
