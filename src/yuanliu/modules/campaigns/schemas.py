"""What the routes of campaigns take and give beside the records themselves."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from yuanliu.kernel.records.rules import RuleOut
from yuanliu.kernel.records.schemas import In, Moment, MoneyOut, Priced, Reference, clean_text
from yuanliu.modules.campaigns.models import After, CampaignState, LinkPurpose, Participation

Clean = AfterValidator(clean_text)
Short = Annotated[str, Field(max_length=60), Clean]
Line = Annotated[str, Field(max_length=200), Clean]
Words = Annotated[str, Field(max_length=2000), Clean]
Button = Annotated[str, Field(max_length=40), Clean]
Kind = Literal["text", "long_text", "choice", "multi_choice", "date", "phone", "email", "region", "rating", "file"]


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
    help_en: str = ""
    placeholder: str = ""
    placeholder_en: str = ""
    options: list[OptionOut]
    max_length: int | None


class OptionIn(In):
    """`value`: what is stored, for an option that was published; empty for a new one, which is stored under its words."""

    value: Line = ""
    label: Line = ""
    label_en: Line = ""


class QuestionIn(In):
    """`key` of a target field, or empty for a free question, which then has a kind and a label. What is given in one
    language only stands in both. `options`: of a free question all that can be chosen; of a target field their words."""

    key: Short = ""
    kind: Kind | None = None
    label: Line = ""
    label_en: Line = ""
    required: bool = False
    help: Line = ""
    help_en: Line = ""
    placeholder: Line = ""
    placeholder_en: Line = ""
    options: list[OptionIn] = Field(default_factory=list, max_length=50)
    max_length: int | None = Field(None, ge=1, le=5000)


class FormIn(In):
    """Texts that are given in one language only stand in both."""

    fields: list[QuestionIn] = Field(max_length=40)
    title: Line = ""
    title_en: Line = ""
    intro: Words = ""
    intro_en: Words = ""
    consent: Words = ""
    consent_en: Words = ""
    submit_label: Button = ""
    submit_label_en: Button = ""
    thank_you: Words = ""
    thank_you_en: Words = ""
    after: After = After.PAGE
    after_url: Annotated[str, Field(max_length=500), Clean] = ""
    after_file: UUID | None = None


class GatedFile(Schema):
    id: UUID
    name: str
    size: int


class FormOut(Schema):
    """`consent_version` counts the wordings of the consent in either language; 0: none is asked."""

    number: int
    title: str
    title_en: str
    intro: str
    intro_en: str
    fields: list[QuestionOut]
    consent: str
    consent_en: str
    submit_label: str
    submit_label_en: str
    thank_you: str
    thank_you_en: str
    consent_version: int
    after: str
    after_url: str
    after_file: GatedFile | None
    published_at: datetime


class FormPageOut(Schema):
    """The form as it stands (null: none was published yet), what it could ask, and what it asks when nobody chooses."""

    form: FormOut | None
    available: list[QuestionOut]
    usual: list[QuestionOut]


class CopyIn(In):
    name: Annotated[str, Field(min_length=1, max_length=200), Clean]


class CoverIn(In):
    file: UUID | None


class CoverOut(Schema):
    """The picture as a data URL: it is small. null: there is none."""

    cover: str | None


class StateIn(In):
    state: CampaignState


class Utm(In):
    utm_source: Annotated[str, Field(max_length=100), Clean] = ""
    utm_medium: Annotated[str, Field(max_length=100), Clean] = ""
    utm_campaign: Annotated[str, Field(max_length=100), Clean] = ""


class LinkIn(Utm):
    """`address`: a readable one of 3 to 40 lower-case letters, digits and hyphens; empty: a short one is made."""

    channel: Short = ""
    purpose: LinkPurpose = LinkPurpose.FORM
    promoter: UUID | None = None
    address: Annotated[str, Field(max_length=40)] = ""


class LinksIn(Utm):
    """A link for each of the members, and for everybody in the departments and below, in each channel."""

    channels: list[Short] = Field(default_factory=list, max_length=20)
    members: list[UUID] = Field(default_factory=list, max_length=500)
    departments: list[UUID] = Field(default_factory=list, max_length=100)


class LinksMadeOut(Schema):
    """`existing`: links of the same channel and promoter that were there already."""

    made: int
    existing: int


class PersonalIn(In):
    object: Literal["lead", "contact", "account"]
    ids: list[UUID] = Field(min_length=1, max_length=1000)


class PersonalLink(Schema):
    """`path`: the address without the site's name, to be sent to this person alone."""

    record: Reference
    path: str


class PersonalOut(Schema):
    items: list[PersonalLink]


class EntryIn(In):
    answers: dict[str, Any]
    link: UUID | None = None


class CorrectionIn(In):
    """Answers by key, those that change; null leaves one out."""

    answers: dict[str, Any]


class ExistingIn(In):
    object: Literal["lead", "contact", "account"]
    ids: list[UUID] = Field(min_length=1, max_length=1000)
    participation: Participation = Participation.INVITED


class ExistingOut(Schema):
    """`present`: in the campaign already. `missing`: no such record, or none that the member may see."""

    added: int
    present: int
    missing: int


class RejectIn(In):
    reason: Line = ""


Value = str | bool | int | float | list[str] | None


class AnswerOut(Schema):
    """`value`: as people corrected it; `sent`: as it came, which stays for ever."""

    key: str
    label: str
    label_en: str
    kind: str
    value: Value
    sent: Value
    corrected: bool
    file: UUID | None = None


class AnswersOut(Schema):
    """What was sent, under the form version that it answered (null: entered by hand without a form).

    `language`: "zh-hans" or "en", in which the visitor read it, so that what they agreed to is that consent of the form.
    `questions`: what people may still correct or add. `ticket`: the code that check-in takes, as a picture in a data URL;
    null where there is nothing to check in to.
    """

    form: FormOut | None
    language: str
    answers: list[AnswerOut]
    questions: list[QuestionOut]
    ticket: str | None


class CostShareOut(Priced):
    """Of one kind or channel ("": none was given); in base currency."""

    value: str
    planned: MoneyOut
    spent: MoneyOut


class CostsOut(Priced):
    """`planned`: the sum of the budget lines, `spent` that of the cost items, null for who may not see them; `used`:
    spent ÷ budget."""

    budget: MoneyOut | None
    planned: MoneyOut | None
    spent: MoneyOut | None
    used: Decimal | None
    by_kind: list[CostShareOut]
    by_channel: list[CostShareOut]


class TouchIn(In):
    object: Literal["lead", "account", "contact", "opportunity"]
    record: UUID
    kind: Literal["check_in", "manual"] = "manual"
    at: Moment | None = None


class TouchOut(Schema):
    id: UUID
    campaign: Reference
    promotion_link: Reference | None
    kind: str
    at: datetime
    carried: bool


class TouchesOut(Schema):
    items: list[TouchOut]


class ReminderRuleIn(In):
    """Days before a campaign starts (0: on the day), days without a visit of a link, and from which hour of the day."""

    ahead_days: int = Field(ge=0, le=90)
    idle_days: int = Field(ge=1, le=365)
    hour: int = Field(ge=0, le=23)


class ReminderRuleOut(RuleOut):
    ahead_days: int
    idle_days: int
    hour: int
