"""Any input that the OpenAPI document allows, and much that it does not: never a server error, always an answer of ours."""

import os
import random

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from tests.support.company import make_company
from tests.support.makers import all_makers
from tests.support.routes import NIL
from yuanliu.site.urls import api as ninja_api
from yuanliu.site.wsgi import application

EXAMPLES = int(os.environ.get("YUANLIU_FUZZ_EXAMPLES", "50"))
LEAVES = {"disable_member", "set_member_password"}  # acts that would sign our own fuzzing member out

# The generator itself draws from `random` now and then.
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisDeprecationWarning")

document = ninja_api.get_openapi_schema()
schema = schemathesis.openapi.from_dict(document)
schema.app = application


@pytest.fixture(scope="module")
def signed_in():
    """(headers, {object: id}) of an administrator of a company that has one record of every object."""
    company = make_company()
    ids = {code: str(make(company, "admin")) for code, make in all_makers().items()}
    client = company.api("admin")
    client.get("/api/v1/session")
    cookies = {name: morsel.value for name, morsel in client.cookies.items()}
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        "X-CSRFToken": cookies["csrftoken"],
        "Host": "localhost",
    }
    return headers, ids


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_server_error(case, signed_in):
    headers, ids = signed_in
    tags = case.operation.tags or [""]
    for name in case.path_parameters or {}:
        if random.Random(case.id).random() < 0.7 and case.operation.definition.raw["operationId"] not in LEAVES:
            case.path_parameters[name] = ids.get(tags[0], NIL)
    response = case.call(headers={**(case.headers or {}), **headers})
    case.validate_response(response, checks=[not_a_server_error])
    if response.status_code >= 400:
        assert response.headers["content-type"][0].startswith("application/problem+json"), response.content
