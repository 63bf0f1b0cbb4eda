"""The one path: what `work` guarantees, against the real database."""

from typing import ClassVar
from uuid import uuid4

import pytest

from tests.support.company import make_company
from tests.support.races import race
from yuanliu.base.errors import Forbidden, Invalid, NotFound, VersionConflict
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Role
from yuanliu.kernel.events.base import Event
from yuanliu.kernel.events.models import EventLog, EventSubject
from yuanliu.kernel.tenancy.session import NestedTransaction, WriteOutsideWork
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Collaborator
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.accounts.models import Account


class AccountPraised(Event):
    code: ClassVar[str] = "account.praised"
    text: ClassVar[T] = T("表扬了客户", "praised the account")
    words: str


@pytest.fixture
def company():
    return make_company()


def new_account(ctx, **values):
    with work(ctx) as w:
        return w.add(Account(**{"name": "甲公司", "owner_id": ctx.member_id, **values}))


def log_of(ctx, record):
    with reading(ctx):
        return list(EventLog.objects.filter(record_id=record.pk).order_by("pk"))


WRITES = {
    "save": lambda record: record.save(),
    "delete": lambda record: record.delete(),
    "create": lambda record: Account.objects.create(name="x", tenant_id=record.tenant_id),
    "bulk_create": lambda record: Account.objects.bulk_create([Account(name="x", tenant_id=record.tenant_id)]),
    "update": lambda record: Account.objects.update(name="x"),
    "bulk_update": lambda record: Account.objects.bulk_update([record], ["name"]),
    "queryset delete": lambda record: Account.objects.all().delete(),
    "get_or_create": lambda record: Account.objects.get_or_create(
        name="none", defaults={"tenant_id": record.tenant_id}
    ),
    "update_or_create": lambda record: Account.objects.update_or_create(
        name="none", defaults={"tenant_id": record.tenant_id}
    ),
    "raw delete": lambda record: Account.objects.all()._raw_delete("default"),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_nothing_is_written_past_work(company, write):
    record = new_account(company.admin)
    with pytest.raises(WriteOutsideWork), work(company.admin):
        write(record)


def test_work_and_reading_do_not_nest(company):
    for outer in (work, reading):
        for inner in (work, reading):
            with outer(company.admin), pytest.raises(NestedTransaction), inner(company.admin):
                pass


def test_a_change_is_logged_with_old_and_new_value(company):
    record = new_account(company.ctx("sales"))
    with work(company.ctx("sales")) as w:
        w.get(Account, record.pk, "update").level = "key"
    created, updated = log_of(company.admin, record)
    assert created.code == "account.created"
    assert created.changes["name"] == [None, "甲公司"]
    assert (updated.code, updated.changes) == ("account.updated", {"level": ["normal", "key"]})
    assert (updated.actor_id, updated.actor_name) == (company.id("sales"), "sales")


def test_an_event_carries_the_changes_of_its_record_and_shows_on_all_subjects(company):
    record, friend = new_account(company.admin), new_account(company.admin)
    with work(company.admin) as w:
        held = w.get(Account, record.pk, "update")
        held.tags = ["好"]
        w.emit(AccountPraised(words="真好"), held, friend)
    event = log_of(company.admin, record)[-1]
    assert (event.code, event.data, event.changes) == ("account.praised", {"words": "真好"}, {"tags": [[], ["好"]]})
    with reading(company.admin):
        assert EventSubject.objects.filter(event=event).count() == 2


def test_a_change_in_place_of_a_json_value_is_seen(company):
    record = new_account(company.admin, tags=["旧"])
    with work(company.admin) as w:
        w.get(Account, record.pk, "update").tags.append("新")
    assert log_of(company.admin, record)[-1].changes == {"tags": [["旧"], ["旧", "新"]]}


def test_nothing_changed_writes_nothing(company):
    record = new_account(company.admin)
    with work(company.admin) as w:
        w.get(Account, record.pk, "update").level = "normal"
    assert len(log_of(company.admin, record)) == 1


def test_an_error_leaves_nothing(company):
    record = new_account(company.admin)
    with pytest.raises(RuntimeError), work(company.admin) as w:
        w.get(Account, record.pk, "update").name = "半途"
        w.flush()
        raise RuntimeError
    with reading(company.admin):
        assert Account.objects.get(pk=record.pk).name == "甲公司"
    assert len(log_of(company.admin, record)) == 1


def test_who_may_not_see_a_record_is_told_that_there_is_none(company):
    record = new_account(company.ctx("sales"))
    with pytest.raises(NotFound), work(company.ctx("stranger")) as w:
        w.get(Account, record.pk, "update")
    with pytest.raises(NotFound), work(company.admin) as w:
        w.get(Account, uuid4(), "update")


def test_who_may_see_but_not_act_is_refused(company):
    record = new_account(company.ctx("sales"))
    with pytest.raises(Forbidden), work(company.ctx("finance")) as w:
        w.get(Account, record.pk, "update")


def test_the_result_must_stay_where_the_actor_may_write(company):
    record = new_account(company.ctx("sales"))
    with pytest.raises(Forbidden), work(company.ctx("sales")) as w:
        w.get(Account, record.pk, "update").owner_id = company.id("stranger")
    with pytest.raises(Forbidden):
        new_account(company.ctx("sales"), owner_id=company.id("stranger"))


def test_a_verb_may_declare_that_the_record_leaves(company):
    record = new_account(company.ctx("sales"))
    with work(company.ctx("sales")) as w:
        held = w.get(Account, record.pk, "update")
        held.owner_id = company.id("stranger")
        w.release(held)
    stranger = company.ctx("stranger")
    with reading(stranger):
        assert Account.objects.visible_to(stranger).filter(pk=record.pk).exists()


def test_an_old_version_is_refused(company):
    record = new_account(company.admin)
    with work(company.admin) as w:
        w.get(Account, record.pk, "update", version=1).level = "key"
    with pytest.raises(VersionConflict), work(company.admin) as w:
        w.get(Account, record.pk, "update", version=1)


def test_of_many_who_compete_one_wins(company):
    record = new_account(company.admin)

    def attempt(number):
        with work(company.admin) as w:
            seen = Account.objects.get(pk=record.pk)
            return seen.remark == "" and w.compete(seen, remark=f"{number}")

    assert sorted(race(20, attempt)) == [False] * 19 + [True]
    assert sum("remark" in event.changes for event in log_of(company.admin, record)) == 1


def test_a_broken_unique_rule_is_an_error_at_its_field(company):
    with pytest.raises(Invalid) as caught, work(company.admin) as w:
        w.add(Role(code="admin", name="又一个"))
    assert [(error.field, error.code) for error in caught.value.errors] == [("code", "not_unique")]


def test_collaborators_see_and_with_edit_access_change(company):
    record = new_account(company.ctx("sales"))
    stranger = company.ctx("stranger")
    with work(company.admin) as w:
        row = Collaborator(object="account", record_id=record.pk, member_id=stranger.member_id, added_at=w.now)
        w.add_rows([row])
    with pytest.raises(Forbidden), work(stranger) as w:
        w.get(Account, record.pk, "update")
    with work(company.admin) as w:
        w.change_rows(Collaborator.objects.filter(pk=row.pk), member_access="edit")
    with work(stranger) as w:
        w.get(Account, record.pk, "update").remark = "协作"


def test_a_backdated_act_is_logged_at_its_time(company):
    moment = company.admin.now.replace(year=2025, month=3, day=1)
    record = new_account(company.admin.at(moment))
    assert record.created_at == moment
    assert log_of(company.admin, record)[0].at == moment


def test_the_system_sees_all_of_its_tenant_and_nothing_else(company):
    other = make_company()
    new_account(other.admin)
    record = new_account(company.ctx("sales"))
    system = Context.for_system(company.admin.tenant_id)
    with reading(system):
        assert list(Account.objects.visible_to(system).values_list("pk", flat=True)) == [record.pk]
