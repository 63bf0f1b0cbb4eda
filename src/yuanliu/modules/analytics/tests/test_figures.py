"""Every figure is what its rows add up to, for everybody; and the specification's worked example comes out."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.company import make_company
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.work.unit import work
from yuanliu.modules.analytics.tests.chain import Chain
from yuanliu.modules.analytics.tests.drill import check_figures

ROUTES = (
    "/home",
    "/home?of=team",
    "/analytics/funnel",
    "/analytics/campaigns",
    "/analytics/salespeople",
    "/analytics/sources",
    "/analytics/outcomes",
)
PERIOD = "from=2026-01-01&to=2099-12-31"
MODELS = ("primary", "first", "last", "linear", "decay", "position")


@pytest.fixture(scope="module")
def chain():
    return Chain(make_company())


@pytest.fixture
def admin(chain):
    return chain.company.api("admin")


def value(found):
    return Decimal(found["value"])


@pytest.mark.parametrize("model", MODELS)
def test_the_worked_example_gives_roi_49_under_every_model(chain, admin, model):
    row = admin.send("GET", f"/campaigns/{chain.campaign}/figures?model={model}").data
    assert (row["model"], row["settled"]) == (model, True)
    counted = {code: row[code]["value"] for code in ("submissions", "leads", "accounts", "opportunities", "contracts")}
    assert counted == {"submissions": 100, "leads": 100, "accounts": 30, "opportunities": 10, "contracts": 5}
    assert (row["contracted"]["value"], row["received"]["value"]) == ("5000000.00", "1400000.00")
    assert (row["basis"], row["budget"]) == ("budget", "100000.00")
    assert (row["roi_contracted"], row["roi_received"]) == ("49.0000", "13.0000")
    assert Decimal(row["cost_per_lead"]) == 1000
    assert [step["code"] for step in row["funnel"]][-2:] == ["contracted", "received"]
    (booth,) = row["links"]
    assert (booth["link"]["title"], booth["leads"]["value"], booth["contracted"]["value"]) == (
        "展台",
        100,
        "5000000.00",
    )
    (stand,) = row["channels"]
    assert (stand["channel"], stand["received"]["value"]) == ("展台", "1400000.00")
    (day,) = row["days"]
    assert (day["submissions"], day["leads"]) == (100, 100)
    assert (day["contracted"], day["received"]) == ("5000000.00", "1400000.00")


def test_with_actual_cost_the_roi_stands_on_it(chain, admin):
    before = admin.send("GET", "/analytics/campaigns").data["items"][0]
    item = {"campaign": chain.campaign, "name": "展位费", "spent_on": "2026-03-01", "amount": "125000"}
    made = admin.send("POST", "/cost-items", item).data
    after = admin.send("GET", "/analytics/campaigns").data["items"][0]
    assert (before["basis"], after["basis"], after["cost"]["value"]) == ("budget", "actual", "125000.00")
    assert Decimal(after["roi_contracted"]) == 39
    admin.send("DELETE", f"/cost-items/{made['id']}")


@pytest.mark.parametrize("model", MODELS)
def test_unattributed_money_is_a_row_of_its_own_and_the_rows_are_the_total(admin, model):
    table = admin.send("GET", f"/analytics/campaigns?model={model}").data
    assert (table["unattributed"]["contracted"]["value"], table["unattributed"]["received"]["value"]) == (
        "1000000.00",
        "250000.00",
    )
    for code in ("leads", "accounts", "opportunities", "contracts", "contracted", "received"):
        rows = [*table["items"], table["unattributed"]]
        assert sum(value(row[code]) for row in rows) == value(table["total"][code]), code


@pytest.mark.parametrize("who", ["admin", "manager", "sales", "stranger", "marketer", "finance"])
@pytest.mark.parametrize("route", ROUTES)
def test_rows_add_up_to_the_figure_for_everybody(chain, who, route):
    api = chain.company.api(who)
    for query in (route, f"{route}?{PERIOD}") if "home" not in route else (route,):
        check_figures(api, query)


@pytest.mark.parametrize(
    "route", ["/analytics/campaigns?model=primary", "/analytics/salespeople", "/analytics/outcomes", "/home"]
)
def test_figures_of_one_object_are_found_in_one_pass(chain, admin, route):
    admin.send("GET", route)
    with CaptureQueriesContext(connection) as sent:
        admin.send("GET", route)
    passes = Counter(table for query in sent for table in re.findall(r'AS "of_\d+" FROM "(\w+)"', query["sql"]))
    more = {"opportunities_opportunity": 2, "leads_lead": 2, "contracts_installment": 2}  # each by an index of its own
    allowed = more if route in ("/home", "/analytics/outcomes") else {}
    assert passes
    assert {table: count for table, count in passes.items() if count > allowed.get(table, 1)} == {}


def contracted(api):
    return [
        (row["member"]["title"], row["contracted"]["value"])
        for row in api.send("GET", "/analytics/salespeople").data["items"]
    ]


def test_a_chart_counts_what_its_viewer_may_list(chain):
    own = ("sales", "5000000.00")
    assert contracted(chain.company.api("admin"))[:2] == [own, ("stranger", "1000000.00")]
    assert contracted(chain.company.api("manager"))[0] == own
    assert ("stranger", "1000000.00") not in contracted(chain.company.api("manager"))
    assert contracted(chain.company.api("stranger")) == [("stranger", "1000000.00")]


def test_a_filter_through_a_record_finds_only_what_its_asker_may_see_of_it(chain):
    def found(who, field, value, op="eq"):
        condition = json.dumps({"field": field, "op": op, "value": value})
        return chain.company.api(who).send("GET", f"/receipts?filter={condition}")

    assert len(found("admin", "contract.name", "框架", "starts").data["items"]) == 1
    assert len(found("admin", "contract.owner.name", "sales").data["items"]) == 2
    with work(chain.company.admin) as w:
        w.add(Role(code="cashier", name="出纳", grants={"receipt.read": "all"}))
        w.get(Member, chain.company.id("peer"), "update").roles = ["cashier"]
    assert len(chain.company.api("peer").send("GET", "/receipts").data["items"]) == 3
    assert found("peer", "contract.name", "框架", "starts").data["items"] == []
    for unknown in ("contract.nosuch", "nosuch.name", "amount.name", "contract.", "contract.owner.department.name"):
        assert found("admin", unknown, "x").status_code == 422, unknown


def test_what_the_viewer_may_not_read_is_null_and_not_zero(chain):
    row = chain.company.api("sales").send("GET", f"/campaigns/{chain.campaign}/figures").data
    assert (row["submissions"], row["cost"], row["basis"], row["budget"], row["roi_contracted"]) == (None,) * 5
    assert row["contracted"]["value"] == "5000000.00"
    assert [day["contracted"] for day in row["days"]] == ["5000000.00"]
    chain.company.hire("outsider")
    with work(chain.company.admin) as w:
        w.add(Role(code="visits", name="只看线索", grants={"campaign.read": "all", "lead.read": "all"}))
        w.get(Member, chain.company.id("outsider"), "update").roles = ["visits"]
    (day,) = chain.company.api("outsider").send("GET", f"/campaigns/{chain.campaign}/figures").data["days"]
    assert (day["leads"], day["contracted"], day["received"]) == (100, None, None)


def test_a_campaign_that_is_not_visible_has_no_figures(chain):
    assert make_company().api("admin").send("GET", f"/campaigns/{chain.campaign}/figures").status_code == 404


def test_the_funnel_of_a_campaign_a_source_and_an_owner(chain, admin):
    def steps(query):
        return {s["code"]: s["figure"]["value"] for s in admin.send("GET", f"/analytics/funnel?{query}").data["steps"]}

    assert steps(f"campaign={chain.campaign}")["contracted"] == "5000000.00"
    assert steps(f"owner={chain.company.id('stranger')}")["received"] == "250000.00"
    assert "submissions" not in steps(f"owner={chain.company.id('sales')}")
    tomorrow = date.fromisoformat(chain.day) + timedelta(days=1)
    assert steps(f"from={tomorrow}")["contracts"] == 0
    assert admin.send("GET", "/analytics/funnel?from=2026-05-01&to=2026-04-01").status_code == 422


def test_the_process_behind_the_ranking(chain, admin):
    row = admin.send("GET", "/analytics/salespeople").data["items"][0]
    assert (row["member"]["title"], row["leads"]["value"], row["conversions"]["value"]) == ("sales", 100, 30)
    assert (row["follow_ups"]["value"], row["first_response"]["drill"]["object"]) == (1, "lead")
    assert row["first_response"]["value"] is not None
    within = admin.send("GET", f"/analytics/salespeople?department={chain.company.departments['华东销售部']}").data[
        "items"
    ]
    assert [row["member"]["title"] for row in within] == ["sales"]


def test_targets_and_what_was_reached_of_them(chain, admin):
    member = str(chain.company.id("sales"))
    month = chain.day[:7]
    target = {"member": member, "month": f"{month}-15", "kind": "contracted", "amount": "4000000"}
    made = admin.send("POST", "/targets", target)
    assert (made.data["month"], made.data["title"]) == (f"{month}-01", f"{month} sales 合同额")
    assert admin.send("POST", "/targets", target).status_code == 422, "one target for one month"
    both = {**target, "month": "2030-05-01", "department": str(chain.company.departments["上海组"])}
    assert admin.send("POST", "/targets", both).data["errors"][0]["code"] == "one_of"
    row = admin.send("GET", f"/analytics/salespeople?from={month}-01&to={chain.day}").data["items"][0]
    assert (row["target_contracted"]["value"], Decimal(row["attainment_contracted"])) == ("4000000.00", Decimal("1.25"))
    for who, count in (("sales", 1), ("manager", 1), ("stranger", 0)):
        listed = chain.company.api(who).send("GET", "/targets").data["items"]
        assert len(listed) == count, who


def test_won_and_lost_by_reason(chain, admin):
    found = admin.send("GET", "/analytics/outcomes").data
    assert (found["won"]["value"], found["won_amount"]["value"]) == (5, "5000000.00")
    assert (found["lost"]["value"], Decimal(found["win_rate"])) == (1, Decimal("0.8333"))
    (row,) = found["reasons"]
    assert (row["reason"]["id"], row["lost"]["value"], row["lost_amount"]["value"]) == (
        chain.reason["id"],
        1,
        "1000000.00",
    )


def test_home_tells_what_waits(chain):
    home = chain.company.api("sales").send("GET", "/home").data
    todo = {item["code"]: item["figure"]["value"] for item in home["todo"]}
    assert todo["leads_new"] == 69
    assert sum(row["count"]["value"] for row in home["stages"]) == 4
    assert home["month"]["contracted"]["figure"]["value"] == "5000000.00"
    english = chain.company.api("sales").send("GET", "/home", None, **{"Accept-Language": "en"}).data
    assert english["todo"][0]["label"] == "Leads just assigned"
