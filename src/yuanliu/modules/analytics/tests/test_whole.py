"""A ratio sets two sides of the same extent against each other, or is not told; whoever may see sums of the company reads the
same ratio as everybody else who does."""

import pytest

from tests.support.company import make_company
from yuanliu.kernel.access.models import Role
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.unit import work
from yuanliu.modules.analytics.tests.chain import Chain
from yuanliu.modules.analytics.tests.drill import check_figures
from yuanliu.modules.campaigns.models import PromotionLink
from yuanliu.modules.campaigns.queries import current_form
from yuanliu.modules.campaigns.services.intake import Arrival, count_visit, receive

MODELS = ("primary", "linear")
RATIOS = ("roi_contracted", "roi_received", "cost_per_lead", "cost_per_account")


@pytest.fixture(scope="module")
def chain():
    """The campaign brought five contracts to one team; one more of its contracts belongs to another, 北方."""
    company = make_company()
    chain = Chain(company)
    source = {"campaign": chain.campaign}
    account = chain.call("stranger", "POST", "/accounts", name="北方客户")["id"]
    contract = chain.call(
        "stranger", "POST", "/contracts", name="北方合同", account=account, amount="1000000", signed_on=chain.day, **source
    )["id"]  # fmt: skip
    plan = [{"name": "全款", "amount": "1000000", "due_on": chain.day}]
    chain.call("stranger", "PUT", f"/contracts/{contract}/installments", installments=plan)
    chain.call("stranger", "POST", f"/contracts/{contract}/submit", approver=str(company.id("admin")))
    chain.call("admin", "POST", f"/contracts/{contract}/approve", note="同意")
    chain.call("stranger", "POST", f"/contracts/{contract}/effect")
    cost = {"campaign": chain.campaign, "name": "展位费", "spent_on": chain.day, "amount": "100000"}
    chain.call("admin", "POST", "/cost-items", **cost)
    return chain


def row_of(chain, who, model="primary"):
    table = chain.company.api(who).send("GET", f"/analytics/campaigns?model={model}").data
    (row,) = (row for row in table["items"] if row["campaign"]["id"] == chain.campaign)
    page = chain.company.api(who).send("GET", f"/campaigns/{chain.campaign}/figures?model={model}").data
    assert {name: page[name] for name in (*RATIOS, "withheld", "whole")} == {
        name: row[name] for name in (*RATIOS, "withheld", "whole")
    }
    return row


@pytest.mark.parametrize("model", MODELS)
def test_everybody_who_reads_the_roi_reads_the_same(chain, model):
    admin, manager = row_of(chain, "admin", model), row_of(chain, "manager", model)
    assert [manager[name] for name in RATIOS] == [admin[name] for name in RATIOS]
    assert admin["roi_contracted"] == ("59.0000" if model == "primary" else "49.0000")
    assert (admin["whole"], admin["withheld"]) == (None, [])
    own = "5000000.00"
    assert manager["contracted"]["value"] == own, "what may be opened stays what it was"
    assert manager["whole"]["contracted"] == {**admin["contracted"], "drill": None}


def test_without_the_permission_there_are_amounts_and_no_ratio(chain):
    company = chain.company
    with work(company.admin) as w:
        role = w.get(Role, Role.objects.get(code="sales_manager").pk, "update")
        held = role.grants
        role.grants = {name: scope for name, scope in held.items() if name != "figures.whole"}
    row = row_of(chain, "manager")
    assert [row[name] for name in RATIOS] == [None] * 4
    assert {"roi_contracted", "roi_received", "cost_per_lead", "cost_per_account"} <= set(row["withheld"])
    assert (row["contracted"]["value"], row["cost"]["value"], row["whole"]) == ("5000000.00", "100000.00", None)
    check_figures(company.api("manager"), "/analytics/campaigns")
    steps = {step["code"]: step for step in company.api("manager").send("GET", "/analytics/funnel").data["steps"]}
    assert (steps["leads"]["rate"], steps["leads"]["withheld"]) == (None, True), "entries of all, leads of the team"
    assert steps["received"]["rate"] is not None, "the team's money of the team's contracts"
    with work(company.admin) as w:
        w.get(Role, role.pk, "update").grants = held


def test_the_sums_of_the_company_open_no_row_outside_the_scope(chain):
    manager = chain.company.api("manager")
    check_figures(manager, "/analytics/campaigns")
    check_figures(manager, f"/campaigns/{chain.campaign}/figures")
    names = [item["title"] for item in manager.send("GET", "/contracts?limit=200").data["items"]]
    assert "北方合同" not in names


def test_an_attainment_needs_targets_seen_as_far_as_contracts(chain):
    company = chain.company
    for who in ("sales", "stranger"):
        body = {"member": str(company.id(who)), "month": chain.day[:8] + "01", "amount": "4000000"}
        chain.call("admin", "POST", "/targets", **body, kind="contracted")
    with work(company.admin) as w:
        w.add(
            Role(
                code="planner",
                name="计划",
                grants={"contract.read": "self", "target.read": "all", "member.read": "all"},
            )
        )
    company.hire("planner", "planner")
    rows = company.api("planner").send("GET", "/analytics/salespeople").data["items"]
    assert rows
    assert {row["attainment_contracted"] for row in rows} == {None}
    month = company.api("planner").send("GET", "/home?of=team").data["month"]["contracted"]
    assert month["attainment"] is None
    assert company.api("sales").send("GET", "/home").data["month"]["contracted"]["attainment"] == "1.2500"


def test_conversion_is_of_those_who_came_through_the_campaigns_own_links(chain):
    """Two campaigns with the same form: fourteen entries by hand and one visitor are not 1,400 %."""
    company, call = chain.company, chain.call
    found = {}
    for name, visitors, senders in (("春季", 4, 2), ("秋季", 1, 0)):
        campaign = call("marketer", "POST", "/campaigns", name=name, mode="online")["id"]
        form = {"title": "报名", "fields": [{"key": "name", "required": True}]}
        call("marketer", "PUT", f"/campaigns/{campaign}/form", **form)
        link = call("marketer", "POST", f"/campaigns/{campaign}/links", channel="公众号")["id"]
        public = Context.for_system(company.admin.tenant_id, kind="public")
        with work(public):
            opened = PromotionLink.objects.select_related("campaign").get(pk=link)
            form = current_form(campaign)
        for number in range(visitors):
            for _ in range(3):
                count_visit(public, opened, f"visitor {number}")
        for number in range(senders):
            for again in range(2):
                answers = {"name": f"{name}{number}{again}"}
                receive(
                    public, Arrival(opened, form, answers, True, "same office", "zh-hans", visitor=f"visitor {number}")
                )
        for number in range(14):
            call("marketer", "POST", f"/campaigns/{campaign}/submissions", answers={"name": f"名片{number}"})
        row = company.api("admin").send("GET", f"/campaigns/{campaign}/figures").data
        found[name] = (row["submissions"]["value"], row["visitors"], row["senders"], row["conversion"])
    assert found == {"春季": (18, 4, 2, "0.5000"), "秋季": (14, 1, 0, "0.0000")}
    table = company.api("admin").send("GET", "/analytics/campaigns").data["items"]
    assert {row["campaign"]["title"]: row["conversion"] for row in table if row["campaign"]["title"] in found} == {
        "春季": "0.5000", "秋季": "0.0000",
    }  # fmt: skip
