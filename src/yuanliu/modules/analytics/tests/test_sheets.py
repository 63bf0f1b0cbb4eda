"""The workbook says what the screen says, in numbers."""

import io

import pytest
from python_calamine import CalamineWorkbook

from tests.support.company import make_company
from tests.support.makers import post


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def campaigns(company):
    made = {
        name: str(post(company, "admin", "/campaigns", {"name": name, "mode": "offline", "budget": "1000"}))
        for name in ("展会", "=1+1")
    }
    for name, pk in made.items():
        item = {"campaign": pk, "name": "场地", "spent_on": "2026-03-01", "amount": "250.5", "channel": "展台"}
        post(company, "admin", "/cost-items", item)
        company.api("admin").send("POST", f"/campaigns/{pk}/links", {"channel": "展台"})
        assert name
    return made


def sheets(response):
    assert response.status_code == 200, response.content.decode()
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(response) if response.streaming else response.content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_all_campaigns_with_the_rows_that_make_the_total(company, campaigns):
    (rows,) = sheets(company.api("admin").send("GET", "/analytics/campaigns/export?model=linear")).values()
    cost = rows[0].index("实际费用")
    assert {row[0]: row[cost] for row in rows[1:]} == {"展会": 250.5, "'=1+1": 250.5, "未归因": 0, "合计": 501}


def test_the_chosen_campaigns_alone_in_the_language_asked_for(company, campaigns):
    path = f"/analytics/campaigns/export?model=decay&campaigns={campaigns['展会']}"
    found = sheets(company.api("admin").send("GET", path, None, **{"Accept-Language": "en"}))
    assert list(found) == ["Time decay"]
    assert [row[0] for row in found["Time decay"]] == ["Campaign", "展会"]


def test_the_data_tab_sheet_by_sheet(company, campaigns):
    found = sheets(company.api("admin").send("GET", f"/campaigns/{campaigns['展会']}/figures/export?model=position"))
    assert list(found) == ["位置 40-20-40", "渠道", "推广链接", "推广人", "日期"]
    assert [row[0] for row in found["渠道"]] == ["渠道", "展台"]


def test_it_takes_the_right_to_export(company, campaigns):
    api = company.api("sales")
    assert api.send("GET", "/analytics/campaigns").status_code == 200
    assert api.send("GET", "/analytics/campaigns/export").status_code == 403
    assert api.send("GET", f"/campaigns/{campaigns['展会']}/figures/export").status_code == 403
