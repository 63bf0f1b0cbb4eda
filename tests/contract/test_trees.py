"""Records that have a parent of their own kind: whichever way it is given, nobody becomes their own ancestor."""

import pytest

from tests.support.company import make_company
from tests.support.fixtures import drain_queue
from tests.support.makers import all_makers
from tests.support.races import race
from yuanliu.kernel.imports.tests.support import planned, step, uploaded
from yuanliu.kernel.records.trees import parents_of
from yuanliu.kernel.work.invariants import all_invariants, breach_of
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.unit import reading

TREES = sorted(
    (model.object_type.code, name)
    for model in object_models()
    for name in parents_of(model)
    if name in model.object_type.patchable
)


@pytest.fixture(scope="module")
def company():
    company = make_company()
    yield company
    drain_queue()


class Tree:
    """Three records, each below the one before it: 0 is the root."""

    def __init__(self, company, code, field):
        self.company, self.code, self.field, self.path = company, code, field, model_of(code).object_type.path
        self.api = company.api("admin")
        self.ids = [str(all_makers()[code](company, "admin")) for _ in range(3)]
        for child, parent in ((1, 0), (2, 1)):
            assert self.move(child, parent).status_code == 200

    def shown(self, number):
        return self.api.send("GET", f"/{self.path}/{self.ids[number]}").data

    def move(self, child, parent, api=None):
        to = self.ids[parent] if parent is not None else None
        body = {"version": self.shown(child)["version"], self.field: to}
        return (api or self.api).send("PATCH", f"/{self.path}/{self.ids[child]}", body)

    def holds(self):
        rule = f"{self.code}.{self.field}_is_no_circle"
        (invariant,) = (each for each in all_invariants() if each.code == rule)
        with reading(self.company.admin):
            return breach_of(invariant) is None


@pytest.fixture(params=TREES, ids=lambda tree: ".".join(tree))
def tree(request, company):
    return Tree(company, *request.param)


def refused(response, field):
    assert response.status_code == 422, response.content.decode()
    assert [(error["field"], error["code"]) for error in response.data["errors"]] == [(field, "circular")]


def test_there_are_trees():
    assert {("account", "parent"), ("department", "parent")} <= set(TREES)


def test_by_patch(tree):
    for parent in (0, 1, 2):
        refused(tree.move(0, parent), tree.field)
    assert tree.move(2, 0).status_code == 200
    assert tree.move(1, 2).status_code == 200, "a sibling is no descendant"
    assert tree.holds()


def test_in_bulk(tree):
    """The one that would be above itself is refused, the others go."""
    body = {"action": "update", "ids": tree.ids, "values": {tree.field: tree.ids[1]}}
    found = tree.api.send("POST", f"/{tree.path}/bulk", body).data
    assert found["done"] == 1
    assert {each["id"] for each in found["failed"]} == set(tree.ids[:2])
    assert tree.holds()


def test_through_the_recycle_bin(tree):
    """Who is in the bin is still between: to come back would close the circle."""
    assert tree.api.send("DELETE", f"/{tree.path}/{tree.ids[1]}").status_code in (204, 409)
    refused(tree.move(0, 2), tree.field)
    tree.api.send("POST", f"/{tree.path}/{tree.ids[1]}/restore")
    assert tree.holds()


def test_by_import(tree):
    """As a row for what is there already, and as rows that name each other."""
    label = {name: tree.shown(number)["title"] for number, name in enumerate("abc")}
    text = f"name,{tree.field}\n{label['a']},{label['c']}\n甲环,乙环\n乙环,甲环\n丙环,丙环\n"
    batch = uploaded(tree.api, tree.code, text)
    planned(tree.api, batch, {"name": "name", tree.field: tree.field}, options={"duplicates": "update"})
    checked = step(tree.api, batch, "check")
    done = step(tree.api, batch, "run")
    assert tree.holds()
    assert checked["counts"].get("error", 0) == done["counts"].get("error", 0) >= 3


def test_two_at_once(tree):
    """Each is fine by itself: a below c and c below a."""
    assert tree.move(1, None).status_code == tree.move(2, None).status_code == 200
    apis = [tree.company.api("admin") for _ in range(2)]
    for api in apis:
        api.send("GET", "/meta")
    moves = [(0, 2), (2, 0)]
    found = race(2, lambda number: tree.move(*moves[number], api=apis[number]).status_code)
    assert sorted(found) == [200, 422]
    assert tree.holds()
