"""How many statements a list and a record page of each object may send: committed numbers, the same for 1 row and for many.

After a change that is meant, `YUANLIU_WRITE_BUDGETS=1 ./dev test tests/contract/test_query_budgets.py -n 0` writes them anew.
"""

import json
import os
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.support.company import make_company
from tests.support.makers import all_makers
from yuanliu.kernel.work.object_type import model_of, object_models

BUDGETS = Path(__file__).parent / "query_budgets.json"
OBJECTS = sorted(model.object_type.code for model in object_models())
LIST_LIMIT, PAGE_LIMIT, WHOLE_LIMIT = 7, 8, 14  # nothing may be committed above these, sign-in included


@pytest.fixture(scope="module")
def company():
    return make_company()


@pytest.fixture(scope="module")
def measured():
    """Filled by the tests; written at the end when asked to."""
    numbers = {}
    yield numbers
    if os.environ.get("YUANLIU_WRITE_BUDGETS"):
        BUDGETS.write_text(json.dumps(numbers, indent=2, sort_keys=True) + "\n")


def statements(api, path):
    with CaptureQueriesContext(connection) as captured:
        response = api.send("GET", path)
    assert response.status_code == 200, response.content
    return len(captured)


@pytest.mark.parametrize("code", OBJECTS)
def test_statements_stay_within_the_budget(code, company, measured):
    path, make = model_of(code).object_type.path, all_makers()[code]
    api = company.api("admin")
    make(company, "admin")
    one = statements(api, f"/{path}")
    record_id = [make(company, "admin") for _ in range(3)][-1]
    many = statements(api, f"/{path}")
    assert many <= one + 1, "the number of statements grows with the rows"
    page = f"/{path}/{record_id}"
    measured[code] = {"list": many, "page": statements(api, page), "whole": statements(api, f"{page}/page")}
    assert many <= LIST_LIMIT
    assert measured[code]["page"] <= PAGE_LIMIT
    assert measured[code]["whole"] <= WHOLE_LIMIT
    if not os.environ.get("YUANLIU_WRITE_BUDGETS"):
        assert measured[code] == json.loads(BUDGETS.read_text())[code]
