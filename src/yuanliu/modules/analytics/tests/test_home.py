"""The home page: one ordered list of the next things for each role, each record once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from tests.support.company import Company, make_company
from tests.support.makers import post
from yuanliu.kernel.work.unit import work
from yuanliu.modules.leads.models import Lead
from yuanliu.modules.leads.tests.makers import source_of
from yuanliu.modules.recycling.models import RecycleRule


@pytest.fixture
def company() -> Company:
    return make_company()


def home(company: Company, who: str, of: str = "me") -> dict:
    response = company.api(who).send("GET", f"/home?of={of}")
    assert response.status_code == 200, response.content.decode()
    return response.data


def add_lead(company: Company, who: str, **values) -> UUID:
    return post(company, who, "/leads", {"source": source_of(company), **values})


def follow_up(company: Company, who: str, record: dict, content: str, days: int | None) -> None:
    next_at = (company.admin.now + timedelta(days=days)).isoformat() if days is not None else None
    body = {"record": record, "kind": "call", "content": content, "next_at": next_at}
    assert company.api(who).send("POST", "/follow-ups", body).status_code == 201


def past(company: Company, lead: UUID, **days: int) -> None:
    """Moves moments of a lead so many days back."""
    with work(company.admin) as w:
        record = w.lock(Lead, lead)
        for name, count in days.items():
            setattr(record, name, w.now - timedelta(days=count))


def named(agenda: list[dict]) -> list[str]:
    return [item["record"]["title"] for item in agenda]


def test_the_next_things_of_a_salesperson_stand_in_one_order(company: Company) -> None:
    late = add_lead(company, "sales", name="过期的", mobile="13800138001")
    follow_up(company, "sales", {"object": "lead", "id": str(late)}, "要报价", 1)
    past(company, late, next_follow_up_at=3)
    add_lead(company, "sales", name="新来的", mobile="13800138002")
    due = (company.admin.now - timedelta(days=4)).isoformat()
    company.api("sales").send("POST", "/tasks", {"name": "寄样品", "due_at": due})
    agenda = home(company, "sales")["agenda"]
    assert named(agenda) == ["新来的", "寄样品", "过期的"]
    waiting = agenda[2]
    assert (waiting["phone"], waiting["last"]["text"], waiting["last"]["kind"]) == ("13800138001", "要报价", "call")
    assert home(company, "stranger")["agenda"] == []


def test_a_record_that_waits_for_two_reasons_stands_there_once(company: Company) -> None:
    lead = add_lead(company, "sales", name="快丢的")
    follow_up(company, "sales", {"object": "lead", "id": str(lead)}, "再联系", 1)
    past(company, lead, next_follow_up_at=1, last_follow_up_at=29, owned_since=29)
    pool = company.api().send("GET", "/pools").data["items"]
    with work(company.admin) as w:
        pool_id = next(item["id"] for item in pool if item["object"] == "lead")
        w.add(RecycleRule(name="30 天", object="lead", pool_id=pool_id, no_follow_up_days=30, warn_days=3, active=True))
    (item,) = home(company, "sales")["agenda"]
    assert item["why"] == ["1 天内将回收：30 天未跟进", "待跟进线索"]


def test_whom_to_call_about_a_deal_is_its_contact(company: Company) -> None:
    account = post(company, "sales", "/accounts", {"name": "华为"})
    contact = post(company, "sales", "/contacts", {"name": "张三", "mobile": "13800138003", "account": str(account)})
    deal = {"name": "ERP", "account": str(account), "contact": str(contact)}
    opportunity = post(company, "sales", "/opportunities", deal)
    follow_up(company, "sales", {"object": "opportunity", "id": str(opportunity)}, "约了演示", 0.001)
    (item,) = home(company, "sales")["agenda"]
    assert (item["object"], item["phone"]) == ("opportunity", "13800138003")


def test_a_field_that_is_hidden_is_neither_shown_nor_asked_by(company: Company) -> None:
    role = company.api().send("GET", "/roles?q=销售").data["items"]
    lead = add_lead(company, "sales", name="新来的", mobile="13800138002")
    follow_up(company, "sales", {"object": "lead", "id": str(lead)}, "保密的话", 1)
    past(company, lead, next_follow_up_at=1)
    for one in role:
        rules = {"lead.mobile": "masked", "follow_up.content": "hidden", "lead.status": "hidden"}
        body = {"version": one["version"], "field_rules": rules}
        assert company.api().send("PATCH", f"/roles/{one['id']}", body).status_code == 200
    told = home(company, "sales")
    assert "leads_due" not in {item["code"] for item in told["todo"]}
    assert told["agenda"] == []


def test_finance_confirms_and_managers_see_people(company: Company) -> None:
    add_lead(company, "sales", name="新来的")
    row = next(row for row in home(company, "manager", "team")["people"] if row["member"]["title"] == "sales")
    waits = {one["code"]: one["figure"]["value"] for one in row["figures"]}
    assert (waits["leads_new"], waits["leads_due"]) == (1, 0)
    assert home(company, "manager")["people"] == []
    codes = {item["code"] for item in home(company, "finance")["todo"]}
    assert "receipts_waiting" in codes
    assert "receipts_waiting" not in {item["code"] for item in home(company, "sales")["todo"]}
