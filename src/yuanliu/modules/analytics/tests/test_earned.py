"""Which channel earned what: from the figure to the contract in part to the single receipt, for everybody within their scope."""

from decimal import Decimal

import pytest

from tests.support.company import make_company
from tests.support.makers import post
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.jobs.jobs import deliver_outbox
from yuanliu.kernel.work.unit import work
from yuanliu.modules.analytics.queries.shares import MODELS
from yuanliu.modules.analytics.tests.drill import check_figures
from yuanliu.modules.campaigns.models import Campaign, PromotionLink, TouchKind
from yuanliu.modules.campaigns.services import add_touch
from yuanliu.modules.contracts.models import Contract
from yuanliu.modules.contracts.tests.scenes import Deal

PEOPLE = ("admin", "manager", "sales", "stranger", "marketer", "apart")


class Scene:
    """Three contracts over 1,000 yuan, of `sales`, of `stranger`, and one that nobody touched; 500 received of the first.

    The fair touched both of the first two, through its stand and through a promoter's link; the webinar the first.
    `apart` sees every contract, and only campaigns of their own, which are none.
    """

    def __init__(self):
        self.company = company = make_company()
        with work(company.admin) as w:
            grants = {f"{code}.read": "all" for code in ("contract", "receipt", "account")}
            w.add(Role(code="apart", name="外部审计", grants={**grants, "campaign.read": "self"}))
            company.members["apart"] = company.members["peer"]
            w.get(Member, company.id("peer"), "update").roles = ["apart"]
        marketer = company.api("marketer")
        self.fair, self.webinar = (
            str(post(company, "marketer", "/campaigns", {"name": name, "mode": "offline", "budget": "100"}))
            for name in ("展会", "研讨会")
        )
        links = f"/campaigns/{self.fair}/links"
        self.stand = marketer.send("POST", links, {"channel": "展台"}).data["id"]
        self.promoted = marketer.send("POST", links, {"channel": "展台", "promoter": str(company.id("sales"))}).data[
            "id"
        ]
        cost = {"campaign": self.fair, "name": "搭建", "channel": "展台", "spent_on": "2026-03-01", "amount": "250"}
        post(company, "marketer", "/cost-items", cost)
        self.deals = [self.deal("sales"), self.deal("stranger"), self.deal("sales", touched=False)]
        paid = {"contract": self.deals[0], "amount": "500", "received_on": company.admin.today.isoformat()}
        self.receipt = str(post(company, "sales", "/receipts", paid))
        assert company.api("finance").send("POST", f"/receipts/{self.receipt}/confirm").status_code == 200
        deliver_outbox.func(str(company.admin.tenant_id))

    def deal(self, who: str, touched: bool = True) -> str:
        today = self.company.admin.today.isoformat()
        deal = Deal(self.company, ["1000"], signed_on=today).in_force()
        with work(self.company.admin) as w:
            contract = w.lock(Contract, deal.id)
            contract.owner_id = self.company.id(who)
            if touched:
                fair, webinar = (Campaign.objects.get(pk=pk) for pk in (self.fair, self.webinar))
                for link in (self.stand, self.promoted):
                    add_touch(w, fair, contract.account, TouchKind.CHECK_IN, link_id=PromotionLink(pk=link).pk)
                if who == "sales":
                    add_touch(w, webinar, contract.account, TouchKind.MANUAL)
        return deal.id


@pytest.fixture(scope="module")
def scene():
    return Scene()


@pytest.mark.parametrize(
    ("who", "model"), [*((who, "linear") for who in PEOPLE), *(("sales", m.value) for m in MODELS if m != "linear")]
)
def test_rows_add_up_to_the_figure_under_every_model(scene, who, model):
    api = scene.company.api(who)
    for period in ("", "&to=2026-01-01"):
        check_figures(api, f"/analytics/campaigns?model={model}{period}", credited_only=True)
        if who != "apart":
            check_figures(api, f"/campaigns/{scene.fair}/figures?model={model}{period}", credited_only=True)


def table(scene, who, model="linear"):
    """{row: (contracts, contracted, received)}"""
    found = scene.company.api(who).send("GET", f"/analytics/campaigns?model={model}").data
    rows = {row["campaign"]["title"]: row for row in found["items"]}
    rows |= {name: found[name] for name in ("unattributed", "hidden", "total") if found[name]}
    codes = ("contracts", "contracted", "received")
    return {name: tuple(row[code]["value"] for code in codes) for name, row in rows.items()}


def test_everybody_sees_the_part_of_what_they_may_list(scene):
    assert table(scene, "admin") == {
        "展会": (2, "1666.67", "333.34"),
        "研讨会": (1, "333.33", "166.66"),
        "unattributed": (1, "1000.00", "0.00"),
        "total": (3, "3000.00", "500.00"),
    }
    assert table(scene, "stranger") == {
        "展会": (1, "1000.00", "0.00"),
        "研讨会": (0, "0.00", "0.00"),
        "unattributed": (0, "0.00", "0.00"),
        "total": (1, "1000.00", "0.00"),
    }
    assert table(scene, "apart")["hidden"] == (2, "2000.00", "500.00"), "a contract of two campaigns is one contract"


@pytest.mark.parametrize(("model", "contracted"), [("linear", "1666.67"), ("last", "1000.00"), ("primary", None)])
def test_days_follow_the_model_of_the_view(scene, model, contracted):
    page = scene.company.api("admin").send("GET", f"/campaigns/{scene.fair}/figures?model={model}").data
    earned = [day["contracted"] for day in page["days"] if Decimal(day["contracted"])]
    assert earned == ([contracted] if contracted else [])
    for code in ("contracted", "received"):
        assert sum(Decimal(day[code]) for day in page["days"]) == Decimal(page[code]["value"])


def test_from_channel_to_contract_to_the_single_receipt(scene):
    api = scene.company.api("admin")
    page = api.send("GET", f"/campaigns/{scene.fair}/figures?model=linear").data
    (channel,) = page["channels"]
    assert (channel["channel"], channel["cost"]["value"], channel["roi_contracted"]) == ("展台", "250.00", "5.6667")
    assert channel["contracts"]["value"] == 2, "through two links of the channel, counted once"
    asked = channel["contracted"]["drill"]["credit"]
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    contracts = api.send("GET", f"/analytics/credits?{query}").data
    assert [(row["record"]["id"], row["amount"], row["credit"]) for row in contracts["items"]] == [
        (scene.deals[1], "1000.00", "1000.00"),
        (scene.deals[0], "1000.00", "666.67"),
    ]
    query = query.replace("object=contract", f"object=receipt&contract={scene.deals[0]}")
    (receipt,) = api.send("GET", f"/analytics/credits?{query}").data["items"]
    assert (receipt["record"]["id"], receipt["contract"]["id"]) == (scene.receipt, scene.deals[0])
    assert (receipt["amount"], receipt["credit"]) == ("500.00", "333.34")
    people = {row["promoter"] and row["promoter"]["title"]: row["contracted"]["value"] for row in page["promoters"]}
    assert people == {None: "833.34", "sales": "833.33"}


def test_nobody_is_told_what_a_campaign_earned_that_they_may_not_see(scene):
    api = scene.company.api("apart")
    for place in (f"campaign={scene.fair}", f"link={scene.stand}"):
        assert api.send("GET", f"/analytics/credits?object=contract&model=last&{place}").status_code == 404
    for place in ("channel=展台", ""):
        assert api.send("GET", f"/analytics/credits?object=contract&model=last&{place}").data["items"] == []
    stranger = scene.company.api("stranger").send("GET", "/analytics/credits?object=contract&model=linear").data
    assert (stranger["count"], stranger["total"]) == (1, "1000.00")


def test_the_answer_says_while_something_is_still_being_worked_in(scene):
    api = scene.company.api("admin")
    deal = Deal(scene.company, ["70"], signed_on=scene.company.admin.today.isoformat()).in_force()
    answer = api.send("GET", "/analytics/campaigns?model=first").data
    assert (answer["settled"], answer["unattributed"]["contracted"]["value"]) == (False, "1070.00")
    assert api.send("GET", "/analytics/campaigns?model=primary").data["settled"], "which waits for nothing"
    deal.done("POST", "void", {"reason": "测试"}, "admin")
    deliver_outbox.func(str(scene.company.admin.tenant_id))
    assert api.send("GET", "/analytics/campaigns?model=first").data["settled"]


def test_without_a_model_the_tenants_rule_decides():
    company = make_company()
    admin = company.api("admin")
    assert admin.send("GET", "/analytics/campaigns").data["model"] == "primary"
    admin.send("PUT", "/analytics/attribution", {"model": "position", "half_life_days": 7, "look_back_days": 365})
    assert admin.send("GET", "/analytics/campaigns").data["model"] == "position"


def test_who_may_not_see_what_a_campaign_cost_sees_neither_budget_nor_roi(scene):
    scene.company.hire("curious")
    with work(scene.company.admin) as w:
        w.add(Role(code="own", name="只看自己的费用", grants={"campaign.read": "all", "cost_item.read": "self"}))
        w.get(Member, scene.company.id("curious"), "update").roles = ["own"]
        w.get(Campaign, scene.fair, "assign").owner_id = scene.company.id("curious")
    items = scene.company.api("curious").send("GET", "/analytics/campaigns").data["items"]
    rows = {row["campaign"]["title"]: row for row in items}
    webinar = rows["研讨会"]
    assert (webinar["cost"], webinar["budget"], webinar["basis"], webinar["roi_contracted"]) == (None,) * 4
    assert (rows["展会"]["budget"], rows["展会"]["cost"]["value"]) == ("100.00", "250.00")
