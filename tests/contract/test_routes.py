"""The wall, seen from the API: over every operation that the router has. A new route is under these tests at once."""

import pytest

from tests.support.company import Api, make_company
from tests.support.makers import all_makers
from tests.support.routes import NIL, operations
from yuanliu.kernel.access.models import Member, Role
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.scope import EveryoneScope
from yuanliu.kernel.work.unit import work
from yuanliu.site.roles import expanded
from yuanliu.site.urls import api

OPERATIONS = list(operations())
OBJECTS = {model.object_type.code for model in object_models()}
WITH_ID = [operation for operation in OPERATIONS if operation.takes_id and operation.of in OBJECTS]
SCOPED = [o for o in WITH_ID if not isinstance(model_of(o.of).object_type.scope, EveryoneScope)]
GUARDED = [operation for operation in OPERATIONS if not operation.open]
OPEN = {"get_session", "open_invitation", "accept_invitation"}
OPEN |= {
    "get_doors",
    "get_sign_up_puzzle",
    "send_sign_up_code",
    "found_company",
}  # what works signed out, each on purpose


def name(operation):
    return operation.id


@pytest.fixture(scope="module")
def records():
    """One record of every object in one company, owned by its salesperson where it has an owner."""
    company = make_company()
    with work(company.admin) as w:
        w.add(Role(code="everything", name="全部本人", grants=expanded({"*.*": "self"})))
        w.add(Role(code="nothing", name="无权限", grants={}))
    for who in ("sales", "stranger"):
        _give(company, who, ["everything"])
    _give(company, "finance", ["nothing"])
    makers = all_makers()
    assert set(makers) >= OBJECTS, f"say how to make one: {sorted(OBJECTS - set(makers))}"
    return company, {code: makers[code](company, "sales") for code in sorted(OBJECTS)}


def _give(company, who, roles):
    with work(company.admin) as w:
        w.get(Member, company.id(who), "update").roles = roles


@pytest.fixture(scope="module")
def outsider():
    """The administrator of another company, who may do everything there."""
    return make_company().api("admin")


def test_every_operation_has_its_own_name():
    names = [operation.id for operation in OPERATIONS]
    assert len(names) == len(set(names))


def test_only_these_work_signed_out():
    assert {operation.id for operation in OPERATIONS if operation.open} == OPEN


def test_a_password_is_nobodys_but_its_persons():
    """No route lets one member set what another signs in with; here are those by which a person chooses their own."""
    schemas = api.get_openapi_schema()["components"]["schemas"]
    taking = {
        code for code, schema in schemas.items() if any("password" in field for field in schema.get("properties", ()))
    }
    assert taking == {"JoinIn", "FoundIn"}


@pytest.mark.parametrize("operation", GUARDED, ids=name)
def test_signed_out_is_401(operation):
    response = Api().send(operation.method, operation.at(NIL), operation.body)
    assert response.status_code == 401, response.content
    assert response.data["code"] == "signed_out"


@pytest.mark.parametrize("operation", WITH_ID, ids=name)
def test_another_tenants_record_does_not_exist(operation, records, outsider):
    _, ids = records
    response = outsider.send(operation.method, operation.at(ids[operation.of]), operation.body)
    assert response.status_code == 404, (operation.body, response.content)
    assert response.data["code"] == "not_found"


@pytest.mark.parametrize("operation", SCOPED, ids=name)
def test_a_record_outside_the_scope_does_not_exist(operation, records):
    company, ids = records
    response = company.api("stranger").send(operation.method, operation.at(ids[operation.of]), operation.body)
    assert response.status_code == 404, (operation.body, response.content)


@pytest.mark.parametrize("operation", WITH_ID, ids=name)
def test_without_permission_it_is_refused_with_a_code(operation, records):
    company, ids = records
    response = company.api("finance").send(operation.method, operation.at(ids[operation.of]), operation.body)
    assert response.status_code == 403, (operation.body, response.content)
    assert response.data["code"] == "permission_denied"


@pytest.mark.parametrize("operation", [o for o in WITH_ID if o.method == "GET"], ids=name)
def test_the_owner_gets_it(operation, records):
    """Positive control: the 404s above are the wall's, not a wrong address."""
    company, ids = records
    owner = "admin" if isinstance(model_of(operation.of).object_type.scope, EveryoneScope) else "sales"
    response = company.api(owner).send(operation.method, operation.at(ids[operation.of]))
    assert response.status_code in (200, 404) if operation.path.count("{") > 1 else response.status_code == 200
