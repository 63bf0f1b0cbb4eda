"""The public CRM set of Maven Analytics, imported as a customer would: four files through the product's own import.

It is as dirty as exports are. What it lacks and a rule demands comes from values chosen at import, and is reported.
"""

import time
from collections import Counter
from decimal import Decimal

import pytest
from django.db.models import Count, Sum

from tests.support.company import make_company
from tests.support.real_data import real_data
from yuanliu.kernel.imports.tests.support import imported, listed, planned, step, uploaded
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.accounts.models import Account
from yuanliu.modules.opportunities.models import Opportunity, OpportunityLine, StageChange

pytestmark = pytest.mark.xdist_group("maven")  # what all tests here share is made once

REASON, NOBODY = "未记录", "未登记客户"


@pytest.fixture(scope="module")
def crm():
    """(company, {file: what its import said}) after all four files."""
    real_data("maven_crm")
    company = make_company("Maven")
    api = company.api("admin")
    started = time.monotonic()
    done = {"products": imported(api, "product", content("products.csv"), mapping=PRODUCTS)}
    done["members"] = imported(
        api,
        "member",
        content("sales_teams.csv"),
        mapping={"sales_agent": "name", "manager": None, "regional_office": "department"},
        constants={"email": f"{{sales_agent}}@{company.admin.tenant_id.hex}.example", "roles": ["salesperson"]},
        options={"create_missing": ["department"]},
    )
    done["accounts"] = imported(api, "account", content("accounts.csv"), mapping=ACCOUNTS, constants=ABOUT)
    done["opportunities"] = import_opportunities(api)
    print(f"imported in {time.monotonic() - started:.1f} s")
    return company, done


PRODUCTS = {"product": "name", "series": "category", "sales_price": "price"}
ACCOUNTS = {"account": "name", "sector": "industry", "office_location": "region", "subsidiary_of": "parent"}
ABOUT = {"remark": "{employees} employees, founded {year_established}, revenue {revenue} M"}
OPPORTUNITIES = {
    "sales_agent": "owner",
    "product": "product",
    "account": "account",
    "deal_stage": "stage",
    "engage_date": "created_at",
    "close_date": "closed_at",
    "close_value": "amount",
}


def content(name):
    return (real_data("maven_crm") / name).read_bytes()


def import_opportunities(api):
    """A pipeline with the stages of the file, and what 1,425 and 2,473 of its rows lack."""
    prepare(api)
    batch = uploaded(api, "opportunity", content("sales_pipeline.csv"), "sales_pipeline.csv")
    assert {c["name"]: c["field"] for c in batch["columns"] if c["name"] in OPPORTUNITIES} == OPPORTUNITIES
    assert [c["date_order"] for c in batch["columns"] if c["name"].endswith("date")] == ["dmy", "dmy"]
    planned(
        api,
        batch,
        mapping=OPPORTUNITIES,
        constants={"name": "{product} {opportunity_id}"},
        defaults={"account": NOBODY, "lost_reason": REASON},
    )
    checked = step(api, batch, "check")
    assert checked["counts"]["ready"] == 8800
    assert "error" not in checked["counts"]
    return step(api, batch, "run")


def prepare(api):
    pipeline = api.send("POST", "/pipelines", {"name": "Maven"}).data["id"]
    names = {"open": "Prospecting", "won": "Won", "lost": "Lost"}
    for stage in listed(api, "stages"):
        if stage["pipeline"]["id"] == pipeline:
            body = {"version": stage["version"], "name": names[stage["outcome"]]}
            assert api.send("PATCH", f"/stages/{stage['id']}", body).status_code == 200
    assert api.send("POST", "/stages", {"pipeline": pipeline, "name": "Engaging"}).status_code == 201
    assert api.send("POST", "/lost-reasons", {"name": REASON}).status_code == 201
    assert api.send("POST", "/accounts", {"name": NOBODY}).status_code == 201


def test_every_row_went_in(crm):
    _, done = crm
    counts = {name: (batch["state"], batch["counts"]["created"]) for name, batch in done.items()}
    assert counts == {
        "products": ("done", 7),
        "members": ("done", 35),
        "accounts": ("done", 85),
        "opportunities": ("done", 8800),
    }


def test_what_the_data_lacked_is_reported_as_repaired(crm):
    _, done = crm
    assert done["opportunities"]["repairs"] == {"account": 1425, "lost_reason": 2473}
    assert done["opportunities"]["counts"]["repaired"] == 1425 + 2473


def test_stages(crm):
    company, _ = crm
    with reading(company.admin):
        rows = Opportunity.objects.visible_to(company.admin).values_list("stage__name", "outcome")
        assert Counter(rows) == {
            ("Won", "won"): 4238,
            ("Lost", "lost"): 2473,
            ("Engaging", "open"): 1589,
            ("Prospecting", "open"): 500,
        }
        won, lost = 4238, 2473
        assert round(100 * Decimal(won) / (won + lost), 2) == Decimal("63.15")


def test_won_value_and_the_best_agents(crm):
    company, _ = crm
    with reading(company.admin):
        won = Opportunity.objects.visible_to(company.admin).filter(outcome="won")
        assert sum(o.amount_base for o in won.only("amount_base")) == 10_005_534
        by_agent = won.values_list("owner__name").annotate(value=Sum("amount_base")).order_by("-value")[:3]
        assert [(name, int(value)) for name, value in by_agent] == [
            ("Darcel Schlecht", 1_153_214),
            ("Vicki Laflamme", 478_396),
            ("Kary Hendrixson", 454_298),
        ]


def test_products(crm):
    """GTXPro of the pipeline is GTX Pro of the products."""
    company, _ = crm
    with reading(company.admin):
        rows = OpportunityLine.objects.values_list("product__name").annotate(n=Count("pk"))
        assert dict(rows) == {
            "GTX Basic": 1866,
            "MG Special": 1651,
            "GTX Pro": 1480,
            "MG Advanced": 1412,
            "GTX Plus Basic": 1383,
            "GTX Plus Pro": 968,
            "GTK 500": 40,
        }


def test_history_has_the_dates_of_the_file(crm):
    """1C1I7A6R was engaged on 2016-10-20 and won on 2017-03-01."""
    company, _ = crm
    api = company.api("admin")
    with reading(company.admin):
        opportunity = Opportunity.objects.get(name="GTX Plus Basic 1C1I7A6R")
        moves = list(
            StageChange.objects.filter(opportunity=opportunity).order_by("at").values_list("stage__name", "at")
        )
    assert [(name, at.date().isoformat()) for name, at in moves][-1] == ("Won", "2017-03-01")
    assert moves[0][1].date().isoformat() == "2016-10-20"
    page = api.send("GET", f"/opportunities/{opportunity.pk}").data
    assert page["created_at"].startswith("2016-10-20")
    assert page["closed_at"].startswith("2017-03-01")
    assert page["amount"] == "1054.00"
    assert page["account"]["title"] == "Cancity"
    line = api.send("GET", f"/opportunities/{opportunity.pk}/timeline").data["items"]
    assert [entry["at"][:10] for entry in line if entry["code"] in ("opportunity.won", "opportunity.created")] == [
        "2017-03-01",
        "2016-10-20",
    ]


def test_subsidiaries_point_at_their_parents(crm):
    company, _ = crm
    with reading(company.admin):
        children = Account.objects.visible_to(company.admin).filter(parent__isnull=False)
        assert children.count() == 15
        assert Account.objects.get(name="Bluth Company").parent.name == "Acme Corporation"
        assert Account.objects.get(name="Zotware").industry == "software"
        assert Account.objects.filter(industry="technolgy").count() == 12, "what the file says is kept"
