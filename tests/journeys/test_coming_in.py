"""How people come in: by invitation, by a link for a new password, into one of several companies, with a company of their own."""

from __future__ import annotations

import re
import secrets

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PHONE, Open
from tests.support.company import Company, make_company, seat
from tests.support.fixtures import RunningServer
from tests.support.letters import mailed_code, mailed_path
from yuanliu.kernel.access.invitations import take_seat
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.access.services import add_member
from yuanliu.kernel.identity.models import User
from yuanliu.kernel.tenancy.models import code_of
from yuanliu.kernel.work.unit import work

PASSWORD = "yuanliu-2026-桥"


def address() -> str:
    return f"{secrets.token_hex(5)}@example.com"


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("邮箱").fill(email)
    page.get_by_label("密码", exact=True).fill(password)
    page.locator("button[type=submit]").click()


def test_a_member_is_invited_and_comes_in(open_as: Open, page: Page) -> None:
    email = address()
    office = open_as("admin", "/settings/members?new=true")
    drawer = office.get_by_role("dialog", name="新建成员")
    drawer.get_by_label("姓名").fill("新来的同事")
    drawer.get_by_label("邮箱").fill(email)
    drawer.get_by_label("角色").fill("销售员")
    office.get_by_title("销售员").click()
    drawer.get_by_role("button", name="保存").click()
    dialog = office.get_by_role("dialog", name="邀请新来的同事加入")
    link = dialog.get_by_label("链接").input_value()
    assert "/invitation/" in link

    page.set_viewport_size(PHONE)
    page.goto(re.sub(r"https?://[^/]+", "", link))
    expect(page.get_by_role("heading", name="加入源流测试有限公司")).to_be_visible()
    page.get_by_label("设置密码").fill("12345678")
    page.get_by_role("button", name="设置密码并加入").click()
    expect(page.get_by_text("密码至少 10 个字符")).to_be_visible()
    page.get_by_label("设置密码").fill(PASSWORD)
    page.get_by_role("button", name="设置密码并加入").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()

    page.set_viewport_size({"width": 1440, "height": 900})
    page.get_by_role("button", name="新来的同事").click()
    page.get_by_role("menuitem", name="验证邮箱").click()
    page.get_by_role("button", name="发送验证码").click()
    page.get_by_label("验证码").fill(mailed_code(email))
    page.get_by_role("dialog").get_by_role("button", name="验证", exact=True).click()
    expect(page.get_by_text("邮箱已验证")).to_be_visible()

    page.context.clear_cookies()
    page.goto("/")
    sign_in(page, email)
    expect(page.get_by_role("button", name="新来的同事")).to_be_visible()
    page.goto(re.sub(r"https?://[^/]+", "", link))
    expect(page.get_by_text("此链接已失效或已使用")).to_be_visible()


def test_those_who_wait_are_invited_together(open_as: Open, company: Company) -> None:
    for number in range(2):
        company.api().send("POST", "/members", {"name": f"等待{number}", "email": address(), "roles": ["salesperson"]})
    page = open_as("admin", "/settings/members?q=等待")
    for number in range(2):
        page.get_by_role("row", name=f"等待{number}").get_by_role("checkbox").check()
    page.get_by_role("button", name="邀请所选 2 人").click()
    links = page.get_by_role("dialog").get_by_label("链接").input_value()
    assert links.count("/invitation/") == 2


def test_a_forgotten_password_is_set_anew_by_the_link_in_the_letter(page: Page, company: Company) -> None:
    company.hire("健忘", password=PASSWORD)
    email = company.email("健忘")
    page.set_viewport_size(PHONE)
    page.goto("/sign-in")
    page.get_by_role("link", name="忘记密码？").click()
    page.get_by_role("heading", name="忘记密码").wait_for()
    page.get_by_label("邮箱").fill(email)
    page.get_by_role("button", name="发送链接").click()
    expect(page.get_by_text("如果这个邮箱有登录账号")).to_be_visible()

    page.goto(mailed_path(email, "reset"))
    page.get_by_label("设置密码").fill(PASSWORD + "-neu")
    page.get_by_role("button", name="保存新密码").click()
    expect(page.get_by_text("新密码已生效")).to_be_visible()
    page.get_by_role("link", name="登录").click()
    sign_in(page, email, PASSWORD + "-neu")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def test_a_person_of_two_companies_goes_from_one_to_the_other(page: Page, company: Company) -> None:
    other = make_company("第二家公司")
    company.hire("两家", password=PASSWORD)
    email = company.email("两家")
    with work(other.admin) as w:
        member = add_member(w, {"name": "两家", "email": email, "roles": ["admin"]})
        assert isinstance(member, Member)
        take_seat(w, member, User.objects.get(email=email))
    lead = _lead(other)
    here, there = (code_of(one.admin.tenant_id) for one in (company, other))

    page.goto("/leads")
    sign_in(page, email)
    expect(page.get_by_role("heading", name="线索", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(f"/~{here}/leads"))
    page.get_by_role("button", name="两家").click()
    page.get_by_role("menuitem", name="切换企业").hover()
    page.get_by_role("menuitem", name="第二家公司").click()
    expect(page).to_have_url(re.compile(f"/~{there}/$"))
    page.get_by_role("button", name="两家").click()
    expect(page.get_by_text("第二家公司").first).to_be_visible()

    page.goto(f"/~{here}/")
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()
    page.goto(f"/~{there}/leads/{lead}")
    expect(page.get_by_role("heading", name="乙方的线索")).to_be_visible()
    page.goto("/~00000000/leads")
    expect(page.get_by_role("heading", name="打不开这个链接")).to_be_visible()
    page.get_by_role("button", name="回到我的企业").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"/~{there}/leads/{lead}")
    sign_in(page, email)
    expect(page.get_by_role("heading", name="乙方的线索")).to_be_visible()


def _lead(company: Company) -> str:
    source = company.api().send("GET", "/sources?q=展会").data["items"][0]["id"]
    made = company.api().send("POST", "/leads", {"name": "乙方的线索", "source": source})
    assert made.status_code == 201, made.data
    return str(made.data["id"])


def test_two_steps_where_the_company_asks_for_them(open_as: Open, page: Page) -> None:
    strict = make_company("严格的公司")
    with work(strict.admin) as w:
        seat(w, {"name": "安全员", "email": (email := address()), "roles": ["admin"]}, PASSWORD)
    page.goto("/")
    sign_in(page, email)
    page.get_by_role("heading", name="工作台").wait_for()
    page.goto("/settings/sign-in-rule")
    page.get_by_role("switch", name="要求两步验证").click()
    page.get_by_role("main").locator("button[type=submit]").click()
    page.goto("/")
    expect(page.get_by_text("您的企业要求开启两步验证后才能使用")).to_be_visible()
    page.get_by_role("button", name="开启").click()
    expect(page.get_by_role("dialog").locator("code")).to_be_visible()


def test_a_company_is_founded_and_its_first_page_says_how_to_begin(browser: Browser, server: RunningServer) -> None:
    context = browser.new_context(base_url=server.url, locale="en-GB", viewport=PHONE, reduced_motion="reduce")
    page = context.new_page()
    email = address()
    page.goto("/sign-in")
    page.get_by_role("link", name="Start a company").click()
    page.get_by_role("heading", name="Start your company").wait_for()  # the page before has an e-mail field, too
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Send a code").click()
    expect(page.get_by_label("Company")).to_be_visible()
    page.get_by_label("Code").fill(mailed_code(email))
    page.get_by_label("Choose a password").fill(PASSWORD)
    page.get_by_label("Company").fill("Riverside Pumps")
    page.get_by_label("Your name").fill("Ann Lee")
    page.get_by_role("button", name="Start the company").click()
    expect(page.get_by_text("Please accept the terms first")).to_be_visible()
    page.get_by_label("I have read and accept the terms of service").check()
    page.get_by_role("button", name="Start the company").click()
    steps = page.get_by_role("region", name=re.compile("开始使用|Five steps"))
    expect(steps.get_by_role("listitem")).to_have_count(5, timeout=10_000)
    page.get_by_role("button", name=re.compile("不再显示|Do not show again")).click()
    expect(steps).to_be_hidden()
    context.close()
