"""What a field rule hides or masks comes out nowhere: its bytes are looked for in the answer of every GET route, for each
role, with every field hidden and with every field masked. A new route is under this test at once."""

import re
from collections import defaultdict
from itertools import chain

import pytest

from tests.support.canaries import make_scene
from tests.support.company import Api
from tests.support.fixtures import drain_queue
from tests.support.routes import NIL, operations
from yuanliu.kernel.records import output, seen, timeline
from yuanliu.kernel.records.fields import model_fields
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.site.urls import api as ninja_api

pytestmark = pytest.mark.xdist_group("canaries")

DOCUMENT = ninja_api.get_openapi_schema()
OBJECTS = {model.object_type.code for model in object_models()}
READING = [operation for operation in operations() if operation.method == "GET"]
ROLES = ("admin", "manager", "sales", "marketer", "finance")
#: What a route is for: whoever is signed in is told who they are, and labels are what fields are called.
MEANT = {
    "get_session": {("member", "name"), ("member", "email")},
}


@pytest.fixture(scope="module")
def scene():
    made = make_scene()
    drain_queue()
    return made


def addresses(scene, operation, whole):
    """The route with ids filled in and every column asked for; when `whole`, once for each value of its choices."""
    declared = DOCUMENT["paths"][f"/api/v1{operation.path}"]["get"].get("parameters", [])
    path = operation.path
    first = scene.ids.get(operation.of) or scene.more.get(operation.of, NIL)
    for number, name in enumerate(re.findall(r"\{([^}]*)\}", path)):
        path = path.replace(f"{{{name}}}", str(first if not number else scene.ids.get(second(name), NIL)), 1)
    asked = {p["name"]: p["schema"] for p in declared if p["in"] == "query"}
    given = [
        f"{p['name']}={filled(scene, p['name'], p['schema'])}" for p in declared if p["in"] == "query" and p["required"]
    ]
    if "columns" in asked:
        names = chain(model_fields(model_of(operation.of)), ["custom.canary"])
        given.append(f"columns={','.join(names)}")
    choices = [f"{n}={v}" for n, schema in asked.items() if f"{n}=" not in "".join(given) for v in options(schema)]
    for choice in (choices or [""])[: None if whole else 1]:
        yield f"{path}?{'&'.join([*given, choice])}"


def second(name):
    return {"link_id": "promotion_link"}.get(name, name.removesuffix("_id"))


def options(schema):
    parts = [schema, *schema.get("anyOf", ())]
    return [value for part in parts for value in part.get("enum", ())]


def filled(scene, name, schema):
    known = {"object": "account", "record": scene.ids["account"], "record_id": scene.ids["account"]}
    found = options(schema)
    return (
        known[name]
        if name in known and (not found or known[name] in found)
        else (found or [scene.ids.get(name, "")])[0]
    )


def sweep(scene, who, only=READING):
    """{operation: what it gave away}, and the operations that answered."""
    api, found, answered = scene.company.api(who), defaultdict(set), set()
    for operation in only:
        for address in addresses(scene, operation, whole=who == "admin"):
            response = api.send("GET", address)
            assert response.status_code < 500, (address, response.content.decode())
            if response.status_code == 200:
                answered.add(operation.id)
            content = b"".join(response) if response.streaming else response.content
            found[operation.id] |= scene.leaks(content)
    return found, answered


def test_without_rules_every_canary_sings(scene):
    """Positive control: what was planted does come out, so that its absence means something."""
    scene.rule("")
    found, answered = sweep(scene, "admin")
    assert {operation.id for operation in READING} - answered == set()
    assert set(scene.canaries.numbers) - set().union(*found.values()) == set()


@pytest.mark.parametrize("rule", ["hidden", "masked"])
def test_nothing_comes_out(scene, rule):
    scene.rule(rule)
    given_away = {}
    for who in ROLES:
        found, _ = sweep(scene, who)
        for operation, names in found.items():
            if left := names - MEANT.get(operation, set()):
                given_away[f"{who} {operation}"] = sorted(left)
    assert given_away == {}


def test_the_public_page_shows_no_more_than_the_campaign_says(scene):
    shown = Api().get(f"/f/{scene.slug}").content
    assert scene.leaks(shown) <= {("campaign", "name")}


@pytest.mark.parametrize(
    ("room", "name", "leak", "way"),
    [
        (output, "mask", lambda kind, value: value, "list_lead"),
        (output, "titled", lambda ctx, model: str, "list_contract"),
        (timeline, "spoken", lambda ctx, fields, text: text, "timeline_contract"),
        (timeline, "seen", lambda ctx, fields, value: value, "timeline_contract"),
        (seen, "rule_of", lambda ctx, fields: "", "get_opportunity_history"),
        (seen, "rule_of", lambda ctx, fields: "", "list_notifications"),
        (seen, "rule_of", lambda ctx, fields: "", "get_contract_installments"),
    ],
)
def test_a_planted_leak_is_found(scene, monkeypatch, room, name, leak, way):
    scene.rule("masked")
    operation = [operation for operation in READING if operation.id == way]
    assert operation
    clean, _ = sweep(scene, "manager", operation)
    monkeypatch.setattr(room, name, leak)
    found, _ = sweep(scene, "manager", operation)
    assert clean[way] == set()
    assert found[way] != set()
