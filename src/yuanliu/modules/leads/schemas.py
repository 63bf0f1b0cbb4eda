"""The shapes of disqualifying, parsing and converting."""

from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, Field

from yuanliu.kernel.records.schemas import In, clean_text, draft_schema
from yuanliu.modules.accounts.models import Account, Contact
from yuanliu.modules.opportunities.models import Opportunity

SOURCED = ("source", "campaign", "promotion_link")
AccountDraft: Any = draft_schema(Account, without=("owner", "pool", *SOURCED))
ContactDraft: Any = draft_schema(Contact, without=("account",))
OpportunityDraft: Any = draft_schema(Opportunity, without=("owner", "account", "contact", *SOURCED))


class DisqualifyIn(In):
    reason: Annotated[str, Field(min_length=1, max_length=200), AfterValidator(clean_text)]


class LeadKeys(Schema):
    mobile: str = Field("", max_length=40)
    phone: str = Field("", max_length=40)
    email: str = Field("", max_length=254)
    company: str = Field("", max_length=200)
    name: str = Field("", max_length=200)


class ParseIn(In):
    text: str = Field(min_length=1, max_length=20_000)


class ParsedOut(Schema):
    """Proposed values of a lead; nothing is stored. What was not understood is in `remark`."""

    name: str = ""
    company: str = ""
    job_title: str = ""
    mobile: str = ""
    phone: str = ""
    email: str = ""
    wechat: str = ""
    address: str = ""
    remark: str = ""


class ConvertIn(In):
    """An account that exists or values for a new one; without either the lead's own. `contact: null` makes none."""

    account_id: UUID | None = None
    account: AccountDraft | None = None
    contact_id: UUID | None = None
    contact: ContactDraft | None = Field(default_factory=ContactDraft)
    opportunity: OpportunityDraft | None = None


class Candidate(Schema):
    """An account that may be the one; without id and title where the asker may not see it."""

    key: str
    exists: bool
    owner_name: str
    id: UUID | None
    title: str | None


class ConversionPreviewOut(Schema):
    account: dict[str, Any]
    contact: dict[str, Any] | None
    opportunity: dict[str, Any]
    candidates: list[Candidate]
