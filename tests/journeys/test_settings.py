"""What an administrator sets up is there for everybody at once."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.support.company import Company


def test_a_custom_field_appears_in_the_form(open_as: Open, company: Company) -> None:
    page = open_as("admin", "/settings/custom-fields")
    page.get_by_role("button", name="新建自定义字段").first.click()
    drawer = page.get_by_role("dialog", name="新建自定义字段")
    drawer.get_by_label("对象").fill("线索")
    page.get_by_title("线索", exact=True).click()
    drawer.get_by_label("编码").fill("voltage")
    drawer.get_by_label("字段名称").fill("工作电压")
    drawer.get_by_label("类型").click()
    page.get_by_title("单行文本").click()
    drawer.get_by_role("button", name="保存").click()
    expect(drawer).to_be_hidden()

    page = open_as("sales", "/leads?new=true")
    drawer = page.get_by_role("dialog", name="新建线索")
    drawer.get_by_label("姓名").fill("电工")
    drawer.get_by_label("工作电压").fill("380V")
    drawer.get_by_label("来源", exact=True).fill("展会")
    page.get_by_title("展会").click()
    drawer.get_by_role("button", name="保存").click()
    page.get_by_role("link", name="电工").click()
    expect(page.get_by_text("380V")).to_be_visible()


def test_what_a_role_may_is_set_in_its_matrix(open_as: Open, company: Company) -> None:
    roles = company.api().send("GET", "/roles").data["items"]
    role = next(role for role in roles if role["code"] == "marketer")
    page = open_as("admin", f"/settings/roles/{role['id']}")
    cell = page.get_by_role("combobox", name="联系人 编辑")
    cell.click()
    page.get_by_role("listbox").locator("..").get_by_title("本部门", exact=True).click()
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.get_by_role("button", name="保存", exact=True)).to_be_hidden()
    grants = company.api().send("GET", f"/roles/{role['id']}").data["grants"]
    assert grants["contact.update"] == "department"


def test_a_pool_gets_its_members(open_as: Open, company: Company) -> None:
    pool = company.api().send("POST", "/pools", {"name": "华北公海", "object": "lead"}).data
    page = open_as("admin", f"/settings/pools/{pool['id']}")
    page.get_by_label("添加成员").fill("stranger")
    page.get_by_title("stranger", exact=True).click()
    page.get_by_role("switch", name="stranger是管理员").click()
    expect(page.get_by_role("switch", name="stranger是管理员")).to_be_checked()
    members = company.api().send("GET", f"/pools/{pool['id']}/members").data["items"]
    assert ("stranger", True) in [(row["member"]["title"], row["admin"]) for row in members]
