"""How figures are answered. Money is a decimal string in base currency; a figure that the viewer may not know is null."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from yuanliu.kernel.records.rules import RuleOut
from yuanliu.kernel.records.schemas import AnyRecord, In, MoneyOut, Priced, Reference
from yuanliu.modules.analytics.models import AttributionModel


class Drill(Schema):
    """The list that shows the rows behind a figure: `GET /{path of object}?filter=…`; for what was credited under a model,
    `GET /analytics/credits` with the parameters in `credit`."""

    object: str
    filter: dict[str, Any] | None = None
    credit: dict[str, Any] | None = None


class Figure(Priced):
    """`drill` null: a sum over what the viewer may not see one by one. Of money `currencies` says in what."""

    value: int | Decimal | None
    drill: Drill | None


class Step(Schema):
    code: str
    label: str
    figure: Figure | None
    rate: Decimal | None
    withheld: bool


class FunnelOut(Schema):
    """`withheld`: there is a rate, but the viewer sees the two steps to different extents."""

    steps: list[Step]


class FunnelFigures(Schema):
    submissions: Figure | None
    leads: Figure | None
    accounts: Figure | None
    opportunities: Figure | None
    contracts: Figure | None
    contracted: Figure | None
    received: Figure | None


class CampaignFigures(FunnelFigures):
    cost: Figure | None


class Whole(Schema):
    """The sums over the company of what the viewer may list a part of; `drill` is null."""

    submissions: Figure | None
    leads: Figure | None
    accounts: Figure | None
    contracted: Figure | None
    received: Figure | None


class Ratios(Schema):
    """`withheld`: the ratios that are null because the viewer sees a part of one side only. `whole`: for who sees sums of
    the company, what the ratios stand on."""

    whole: Whole | None
    withheld: list[str]


class CampaignRow(CampaignFigures, Ratios, Priced):
    """`basis`: what cost and ROI stand on: "actual", "budget" or null (unknown). ROI 49 means 4,900 %.
    `conversion` is `senders` ÷ `visitors`: of those who came through the campaign's links to its page, who sent the form."""

    campaign: Reference
    state: str | None
    starts_on: date | None
    ends_on: date | None
    budget: MoneyOut | None
    visits: int
    visitors: int
    senders: int | None
    basis: str | None
    conversion: Decimal | None
    cost_per_lead: MoneyOut | None
    cost_per_account: MoneyOut | None
    roi_contracted: Decimal | None
    roi_received: Decimal | None


class Attributed(Schema):
    """`model`: the one that was asked for, else the tenant's. `settled` false: something that happened is still being
    worked into the credits."""

    model: str
    settled: bool


class CampaignsOut(Attributed):
    items: list[CampaignRow]
    unattributed: CampaignFigures
    hidden: CampaignFigures | None
    total: CampaignFigures


class CampaignDay(Priced):
    """`contracted` by the day of signing and `received` by that of receiving follow the model; null when they are not the
    viewer's to know."""

    day: date
    visits: int
    visitors: int
    submissions: int | None
    leads: int | None
    contracted: MoneyOut | None
    received: MoneyOut | None


class WayFigures(FunnelFigures):
    visits: int
    visitors: int


class LinkRow(WayFigures):
    link: Reference | None


class ChannelRow(WayFigures, Ratios):
    channel: str | None
    cost: Figure | None
    roi_contracted: Decimal | None
    roi_received: Decimal | None


class PromoterRow(WayFigures):
    promoter: Reference | None


class CampaignPageOut(CampaignRow, Attributed):
    expected_leads: int | None
    expected_revenue: MoneyOut | None
    funnel: list[Step]
    days: list[CampaignDay]
    links: list[LinkRow]
    channels: list[ChannelRow]
    promoters: list[PromoterRow]


class EarnedRow(Priced):
    """A contract or a receipt, and what of its amount was earned here. In base currency; null is not the viewer's to know."""

    record: Reference
    contract: Reference
    account: Reference | None
    day: date | None
    amount: MoneyOut | None
    credit: MoneyOut | None


class EarnedOut(Priced):
    items: list[EarnedRow]
    next: UUID | None
    count: int | None
    total: MoneyOut | None


class SalespersonRow(Schema):
    """`first_response` in minutes and `cycle` in days are medians. `withheld`: attainments of which the viewer sees one
    side further than the other."""

    member: Reference
    contracted: Figure | None
    received: Figure | None
    target_contracted: Figure | None
    target_received: Figure | None
    attainment_contracted: Decimal | None
    attainment_received: Decimal | None
    withheld: list[str]
    leads: Figure | None
    conversions: Figure | None
    follow_ups: Figure | None
    first_response: Figure | None
    won: Figure | None
    lost: Figure | None
    cycle: Figure | None


class SalespeopleOut(Schema):
    items: list[SalespersonRow]


class SourceRow(Schema):
    source: Reference | None
    leads: Figure | None
    conversions: Figure | None
    conversion: Decimal | None
    accounts: Figure | None
    opportunities: Figure | None
    won: Figure | None
    contracts: Figure | None
    contracted: Figure | None
    received: Figure | None


class SourcesOut(Schema):
    items: list[SourceRow]


class ReasonRow(Schema):
    reason: Reference | None
    lost: Figure | None
    lost_amount: Figure | None


class OutcomesOut(Schema):
    won: Figure | None
    lost: Figure | None
    won_amount: Figure | None
    lost_amount: Figure | None
    win_rate: Decimal | None
    reasons: list[ReasonRow]


class Todo(Schema):
    code: str
    label: str
    figure: Figure


class Progress(Schema):
    figure: Figure | None
    target: Figure | None
    attainment: Decimal | None
    withheld: bool


class Month(Schema):
    first: date
    last: date
    contracted: Progress
    received: Progress


class StageRow(Schema):
    stage: Reference
    probability: int | None
    count: Figure | None
    amount: Figure | None


class LastWords(Schema):
    """Of the latest follow-up."""

    kind: str | None
    text: str
    at: datetime | None


class AgendaItem(Schema):
    """A record that waits for the member; `since` or until when; `phone` as far as the member may see it."""

    object: str
    record: AnyRecord
    why: list[str]
    since: datetime
    late: bool
    phone: str
    last: LastWords | None


class WaitingFigure(Schema):
    code: str
    figure: Figure


class PersonRow(Schema):
    """What waits with a member."""

    member: Reference
    figures: list[WaitingFigure]


class HomeOut(Schema):
    """`agenda`: the next things in their order, each record once; `people`: only of a team."""

    agenda: list[AgendaItem]
    todo: list[Todo]
    month: Month
    stages: list[StageRow]
    people: list[PersonRow]


class ModelOption(Schema):
    value: str
    label: str


class AttributionIn(In):
    """`half_life_days` is that of time decay; `look_back_days` count back from the day of signing."""

    model: AttributionModel
    half_life_days: int = Field(ge=1, le=365)
    look_back_days: int = Field(ge=1, le=3650)


class AttributionOut(RuleOut):
    """`job`: works the credits out again, when there is one."""

    model: str
    half_life_days: int
    look_back_days: int
    models: list[ModelOption]
    job: UUID | None = None
