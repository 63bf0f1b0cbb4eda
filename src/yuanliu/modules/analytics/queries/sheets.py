"""The figures of campaigns as a workbook: numbers are numbers, so that people can go on working with them."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

from yuanliu.base.csvsafe import escape_cell
from yuanliu.base.i18n import T
from yuanliu.kernel.work.context import Context
from yuanliu.modules.analytics.models import AttributionModel
from yuanliu.modules.campaigns.models import Campaign

MONEY, PERCENT, COUNT, DAY = "#,##0.00", "0.0%", "#,##0", "yyyy-mm-dd"


@dataclass(frozen=True)
class Column:
    name: str
    label: T
    format: str = COUNT


@dataclass(frozen=True)
class Sheet:
    title: T
    columns: tuple[Column, ...]
    rows: Iterable[Mapping[str, Any]]


COUNTS = (
    Column("visits", T("浏览", "Visits")),
    Column("visitors", T("独立访客", "Unique visitors")),
    Column("submissions", T("表单提交", "Submissions")),
    Column("leads", T("线索", "Leads")),
    Column("accounts", T("客户", "Accounts")),
    Column("opportunities", T("商机", "Opportunities")),
    Column("contracts", T("合同", "Contracts")),
    Column("contracted", T("合同额", "Contracted"), MONEY),
    Column("received", T("回款额", "Received"), MONEY),
)
RATIOS = (
    Column("cost", T("实际费用", "Actual cost"), MONEY),
    Column("roi_contracted", T("ROI（合同）", "ROI, contracted"), PERCENT),
    Column("roi_received", T("ROI（回款）", "ROI, received"), PERCENT),
)
FACTS = (
    Column("starts_on", T("开始日期", "Starts on"), DAY),
    Column("ends_on", T("结束日期", "Ends on"), DAY),
    Column("budget", T("预算", "Budget"), MONEY),
)
PER = (
    Column("conversion", T("提交转化率", "Conversion"), PERCENT),
    Column("cost_per_lead", T("单条线索成本", "Cost per lead"), MONEY),
    Column("cost_per_account", T("单个客户成本", "Cost per account"), MONEY),
)
CAMPAIGN, CHANNEL = Column("campaign", T("市场活动", "Campaign")), Column("channel", T("渠道", "Channel"))
LINK, PROMOTER = Column("link", T("推广链接", "Link")), Column("promoter", T("推广人", "Promoter"))
DAYS = (Column("day", T("日期", "Day"), DAY), *COUNTS[:4], *COUNTS[-2:])
BESIDE = {
    "unattributed": T("未归因", "Unattributed"),
    "hidden": T("无权查看的活动", "Campaigns you may not see"),
    "total": T("合计", "Total"),
}


def exportable(ctx: Context, table: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of campaigns that the member may take out, and the sums beside them only where these are all of them."""
    ids = {row["campaign"]["id"] for row in table["items"]}
    allowed = set(Campaign.objects.visible_to(ctx, "export").filter(pk__in=ids).values_list("pk", flat=True))
    sums = {} if ids <= allowed else dict.fromkeys(BESIDE)
    return {**table, "items": [row for row in table["items"] if row["campaign"]["id"] in allowed], **sums}


def comparison_book(table: Mapping[str, Any], chosen: frozenset[Any], language: str) -> bytes:
    """Of the campaigns that were chosen; without a choice all of them, and the rows that make the total."""
    rows = [row for row in table["items"] if not chosen or row["campaign"]["id"] in chosen]
    if not chosen:
        rows += [{"campaign": label.into(language), **table[name]} for name, label in BESIDE.items() if table[name]]
    columns = (CAMPAIGN, *FACTS, *COUNTS, *RATIOS, *PER)
    return _book([Sheet(_title(table), columns, rows)], language)


def campaign_book(page: Mapping[str, Any], language: str) -> bytes:
    """Overview, channels, links, promoters, days."""
    sheets = [
        Sheet(_title(page), (CAMPAIGN, *FACTS, *COUNTS, *RATIOS, *PER), [page]),
        Sheet(CHANNEL.label, (CHANNEL, *COUNTS, *RATIOS), page["channels"]),
        Sheet(LINK.label, (LINK, *COUNTS), page["links"]),
        Sheet(PROMOTER.label, (PROMOTER, *COUNTS), page["promoters"]),
        Sheet(DAYS[0].label, DAYS, page["days"]),
    ]
    return _book(sheets, language)


def _title(answer: Mapping[str, Any]) -> T:
    """The model stands on the sheet: figures of different models are not to be mixed up."""
    return next(model.label for model in AttributionModel if model == answer["model"])


def _book(sheets: Iterable[Sheet], language: str) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True})
        formats = {form: book.add_format({"num_format": form}) for form in (MONEY, PERCENT, COUNT, DAY)}
        for sheet in sheets:
            page = book.add_worksheet(sheet.title.into(language).replace("/", "-"))
            page.freeze_panes(1, 1)
            page.set_column(0, len(sheet.columns), 14)
            for x, column in enumerate(sheet.columns):
                page.write_string(0, x, column.label.into(language), head)
            for y, row in enumerate(sheet.rows, 1):
                for x, column in enumerate(sheet.columns):
                    _write(page, y, x, _plain(row.get(column.name)), formats[column.format])
    return out.getvalue()


def _plain(value: Any) -> Any:
    """A figure is its value, a reference its title."""
    return value.get("value", value.get("title")) if isinstance(value, dict) else value


def _write(page: Any, y: int, x: int, value: Any, form: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(y, x, value, form)
    elif isinstance(value, int | Decimal):
        page.write_number(y, x, value, form)
    elif value:
        page.write_string(y, x, escape_cell(str(value)))
