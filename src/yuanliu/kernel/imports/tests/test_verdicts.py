"""What the check says of a row is what the run does with it, row by row, whoever refuses it."""

import pytest

from tests.support.company import make_company
from yuanliu.kernel.access.services import disable_member
from yuanliu.kernel.imports import engine
from yuanliu.kernel.imports.checking import Check
from yuanliu.kernel.imports.models import ImportRow, RowState
from yuanliu.kernel.imports.tests.support import fetched, listed, planned, step, uploaded
from yuanliu.kernel.jobs.services import run_long_job
from yuanliu.kernel.work.unit import reading

SAME = {RowState.CREATED: "ready", RowState.UPDATED: "duplicate", RowState.SKIPPED: "duplicate"}


@pytest.fixture(scope="module")
def company():
    company = make_company()
    company.hire("gone")
    disable_member(company.admin, company.id("gone"))
    return company


@pytest.fixture
def api(company):
    return company.api("admin")


def outcomes(company, batch):
    """{row: (state, [codes])} of what is worth telling."""
    with reading(company.admin):
        rows = ImportRow.objects.filter(batch=batch["id"]).values_list("number", "state", "errors")
        told = {
            number: (SAME.get(state, state), [e["code"].removesuffix("_row") for e in errors or ()])
            for number, state, errors in rows
        }
    return {number: verdict for number, verdict in told.items() if verdict != ("ready", [])}


def check_and_run(company, api, code, text, **plan):
    """Both verdicts, which are to be one, and the import at its end."""
    batch = uploaded(api, code, text)
    planned(api, batch, **plan)
    checked = step(api, batch, "check")
    assert checked["state"] == "checked", checked
    told = outcomes(company, checked)
    done = step(api, batch, "run")
    updated = {number for number, (state, codes) in told.items() if state == "duplicate"}
    became = outcomes(company, done)
    if plan.get("options", {}).get("duplicates") == "update":
        became |= {number: told[number] for number in updated if became.get(number) == ("duplicate", [])}
    assert told == became
    made = done["counts"].get("created", 0) + done["counts"].get("updated", 0)
    assert checked["counts"]["ready"] == made
    assert checked["counts"].get("error", 0) == done["counts"].get("error", 0)
    return told, done


ACCOUNTS = """客户名称,电话,上级客户,负责人,网址,客户级别
好客户有限公司,13900000001,,sales,,
好 客户,,,,,
停用的负责人,13900000003,,gone,,
停用的负责人,13900000004,,sales,,
,,,,,
坏号码,abc,,,,
长网址,,,,http://x.cn/{long},
环甲,,环乙,,,
环乙,,环甲,,,
自己,,自己,,,
孤儿,,没进来的,,,
没进来的,abc,,,,
子,,父,,,
父,,,,,
没有,,查无此家,,,
电话相同,13900000001,,,,
电话被拒后可用,13900000003,,,,
级别不对,,,,,最好
"""


def test_accounts(company, api, monkeypatch):
    monkeypatch.setattr(engine, "BATCH", 5)
    told, done = check_and_run(company, api, "account", ACCOUNTS.replace("{long}", "y" * 300))
    assert {number: codes for number, (_, codes) in told.items()} == {
        3: ["duplicate"],
        4: ["inactive_member"],
        6: ["required"],
        7: ["phone"],
        8: ["too_long"],
        9: ["circular"],
        10: ["circular"],
        11: ["circular"],
        12: ["not_found"],
        13: ["phone"],
        16: ["not_found"],
        17: ["duplicate"],
        19: ["not_an_option"],
    } or told
    _, done = check_and_run(company, api, "account", ACCOUNTS.replace("{long}", "y"), options={"duplicates": "update"})
    assert done["counts"]["updated"] >= 4


def test_members(company, api):
    """Refused by what the database keeps unique, by the roles that there are, and by the length of a column."""
    mark = f"v{id(api)}"
    lines = [
        f"甲,{mark}a@x.cn,salesperson",
        f"乙,{mark}A@X.cn,salesperson",
        f"丙,{mark}b@x.cn,nobody",
        f"丁,{mark}c@x.cn,",
    ]
    told, done = check_and_run(company, api, "member", "姓名,邮箱,角色\n" + "\n".join(lines) + "\n")
    assert told[4] == ("error", ["unknown_role"])
    assert done["counts"]["created"] >= 1


def test_names_that_the_import_makes(company, api):
    """One record for each key, however the rows write it; none for a row that goes in for no other reason."""
    text = "姓名,客户,手机\n" + "".join(
        f'人{number},"{name}",{mobile}\n'
        for number, (name, mobile) in enumerate(
            [
                ("新华机械有限公司", ""),
                ("新华机械", ""),
                ("新华 机械（有限公司）", ""),
                ("ＡＢＣ Trading Co., Ltd.", ""),
                ("abc trading", ""),
                ("只有坏行的客户", "abc"),
                ("x" * 201, ""),
            ]
        )
    )
    told, _ = check_and_run(company, api, "contact", text, options={"create_missing": ["account"]})
    assert sorted(told) == [7, 8]
    names = [item["name"] for item in listed(api, "accounts")]
    assert [
        names.count(name) for name in ("新华机械有限公司", "新华机械", "ＡＢＣ Trading Co., Ltd.", "只有坏行的客户")
    ] == [1, 0, 1, 0]


def test_a_check_that_died_begins_again(company, api, monkeypatch):
    """What it remembered of the rows before is gone: it looks at them once more."""
    monkeypatch.setattr(engine, "BATCH", 2)
    batch = uploaded(api, "account", "客户名称\n一一\n二二\n三三\n一一公司\n一一 \n")
    planned(api, batch)
    api.send("POST", f"/imports/{batch['id']}/check")
    job = str(fetched(api, batch)["job"])

    class Died(BaseException):
        pass

    def die(self, chunk):
        raise Died

    with monkeypatch.context() as once:
        once.setattr(Check, "_passed", die)
        with pytest.raises(Died):
            run_long_job(str(company.admin.tenant_id), job)
    run_long_job(str(company.admin.tenant_id), job)
    told = outcomes(company, batch)
    assert told == {6: ("duplicate", ["duplicate"])}
    assert fetched(api, batch)["counts"]["ready"] == 4
