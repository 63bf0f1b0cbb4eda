"""The guided migration: its steps, which are imports with a purpose of their own, and the check at its end."""

from django.http import HttpResponse
from ninja import NinjaAPI, Router

from yuanliu.base.i18n import T
from yuanliu.kernel.records.http import Request, asked_language, reply
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.accounts.models import Account, Contact
from yuanliu.modules.activities.models import FollowUp
from yuanliu.modules.contracts.models import Contract, Installment
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.receivables.models import Receipt
from yuanliu.modules.takeover import queries
from yuanliu.modules.takeover.contracts import CONTRACTS, INSTALLMENTS
from yuanliu.modules.takeover.follow_ups import follow_ups
from yuanliu.modules.takeover.opportunities import OPPORTUNITIES
from yuanliu.modules.takeover.receipts import RECEIPTS
from yuanliu.modules.takeover.schemas import CheckOut, TakeoverOut
from yuanliu.modules.takeover.steps import take_over

take_over(
    Account,
    T(
        "客户名称和负责人（姓名或邮箱）；有创建时间的请带上",
        "Name and owner (by name or e-mail); the creation date where known",
    ),
)
take_over(Contact, T("姓名、所属客户、电话", "Name, account, phone"))
take_over(
    Opportunity,
    T(
        "名称、客户、阶段、金额、立项日期；已赢单或输单的写明关闭时间，输单写明原因",
        "Name, account, stage, amount, when it began; of closed ones when they closed, of lost ones why",
    ),
    OPPORTUNITIES,
)
take_over(
    Contract,
    T(
        "合同编号、名称、客户、金额、签订日期、合同阶段（草稿、已生效、执行中、已结案、已终止）、交付日期；对应的商机会随之赢单",
        "Number, name, account, amount, signing date, stage (draft, effective, executing, completed, terminated), delivery; "
        "its opportunity is won with it",
    ),
    CONTRACTS,
)
take_over(
    Installment,
    T(
        "合同编号、应收日期、计划金额，每期一行；没有写到的余额留在“期初余款”一期",
        "Contract number, due date, amount, one row each; what no row takes stays in one installment, the rest",
    ),
    INSTALLMENTS,
)
take_over(
    Receipt,
    T(
        "合同编号、金额、回款日期；按到期先后自动核销，有退款的请填净额",
        "Contract number, amount, date received; pays the oldest installments first; net of refunds",
    ),
    RECEIPTS,
)
take_over(
    FollowUp,
    T("客户、商机或线索，跟进人，跟进时间，内容", "Account, opportunity or lead; who talked, when, and what was said"),
    follow_ups(),
)
takeover = Router(tags=["takeover"])


@takeover.get("", response=TakeoverOut, operation_id="get_takeover")
def get_takeover(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.progress(request.auth, asked_language(request)))


@takeover.get("/check", response=CheckOut, operation_id="check_takeover")
def check(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.check(request.auth, asked_language(request)))


def register(api: NinjaAPI) -> None:
    api.add_router("/takeover", takeover)
