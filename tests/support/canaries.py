"""A company in which every field of every object holds a value of its own, so that it is known again wherever it comes out.

The values go in as people give them, by acts that tell events and notifications of them; what no act sets is planted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.company import Company, make_company
from tests.support.makers import all_makers, post
from yuanliu.kernel.access.models import Role
from yuanliu.kernel.metadata.services import mirror_custom
from yuanliu.kernel.records.fields import FieldInfo, model_fields
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import model_of, object_models
from yuanliu.kernel.work.unit import work

Name = tuple[str, str]  # an object's code and its field
TEXTUAL = ("text", "long_text", "url", "email", "tags")
SYSTEM = ("created_at", "updated_at", "created_by")
#: Written anew with every change of their record.
WORKED_OUT = {("contract", "outstanding"), ("opportunity", "expected_amount")}


@dataclass
class Canaries:
    """`of(code, field)` is the value; `written` how it may be written: a leak has one of these in it."""

    numbers: dict[Name, int] = field(default_factory=dict)

    def number(self, code: str, name: str) -> int:
        return self.numbers.setdefault((code, name), len(self.numbers) + 1)

    def text(self, code: str, name: str) -> str:
        return f"Zq{self.number(code, name):04}xK"

    def amount(self, code: str, name: str) -> Decimal:
        """Odd to the cent; what is paid of an amount is less than any amount."""
        start = 100_000 if name in ("allocated", "rate") else 7_000_000
        return Decimal(f"{start + self.number(code, name) * 1237}.{31 + self.number(code, name) % 60}")

    def day(self, code: str, name: str) -> date:
        return date(2040, 1, 1) + timedelta(days=self.number(code, name) * 3)

    def phone(self, code: str, name: str) -> str:
        return f"139{84_000_000 + self.number(code, name) * 7919:08}"

    def whole(self, code: str, name: str) -> int:
        return 1_830_000 + self.number(code, name) * 1009

    def value(self, code: str, info: FieldInfo) -> Any:
        """None where the kind has too few values for one of its own."""
        name, kind = info.name, info.kind
        if kind in TEXTUAL and not (info.max_length and info.max_length < 12):
            text = self.text(code, name)
            return {"url": f"https://{text}.example", "email": f"{text}@example.com", "tags": [text]}.get(kind, text)
        if kind in ("money", "decimal"):
            return self.amount(code, name)
        makers: dict[str, Callable[[str, str], Any]] = {
            "date": self.day, "phone": self.phone, "integer": self.whole,
            "datetime": lambda *of: datetime.combine(self.day(*of), datetime.min.time(), UTC),
        }  # fmt: skip
        return makers[kind](code, name) if kind in makers else None

    def patterns(self) -> dict[Name, list[str]]:
        return {name: [*self._writings(*name)] for name in self.numbers}

    def _writings(self, code: str, name: str) -> Iterator[str]:
        """As text, as number in its several ways, as a day."""
        info = model_fields(model_of(code)).get(name)
        kind = info.kind if info else "text"
        if kind in ("money", "decimal"):
            amount = self.amount(code, name)
            yield from {f"{amount}", f"{amount:,}", str(int(amount * 100)), f"{int(amount)}"}
        elif kind in ("date", "datetime"):
            yield self.day(code, name).isoformat()
        elif kind == "phone":
            yield self.phone(code, name)
        elif kind == "integer":
            yield from {str(self.whole(code, name)), f"{self.whole(code, name):,}"}
        else:
            yield self.text(code, name)


@dataclass
class Scene:
    """`ids`: the record of each object; `more`: ids of what is no object (files, jobs, imports)."""

    company: Company
    canaries: Canaries
    ids: dict[str, str]
    more: dict[str, str]
    slug: str = ""

    def rule(self, rule: str) -> None:
        """Every role has this rule for every field; "" takes the rules away."""
        rules = {f"{code}.{name}": rule for code, name in self.every_field()} if rule else {}
        with work(Context.for_system(self.company.admin.tenant_id)) as w:
            for role in w.take(Role, Role.objects.alive()):
                role.field_rules = rules

    def every_field(self) -> Iterator[Name]:
        for model in object_models():
            code = model.object_type.code
            yield from ((code, name) for name in model_fields(model))
            yield code, "custom.canary"

    def leaks(self, content: bytes) -> set[Name]:
        """The fields whose values stand in an answer, in any of their writings."""
        return {self.known[writing] for writing in self.pattern.findall(in_the_open(content))}

    @cached_property
    def known(self) -> dict[str, Name]:
        return {writing: name for name, writings in self.canaries.patterns().items() for writing in writings}

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.known, key=len, reverse=True))))


def in_the_open(content: bytes) -> str:
    """Of a workbook what stands in its sheets."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b"\n".join(book.read(name) for name in book.namelist() if "docProps" not in name)
    return content.decode(errors="replace")


def make_scene() -> Scene:
    company, c = make_company(), Canaries()
    for code in (model.object_type.code for model in object_models()):
        body = {"object": code, "code": "canary", "name": f"自定义 {code}", "kind": "text", "filterable": True}
        post(company, "admin", "/custom-fields", body)
    ids = _made(company)
    ids |= _acted(company, c)
    _plant(company, c, ids)
    more = _around(company, c, ids)
    with work(Context.for_system(company.admin.tenant_id)):
        slug = model_of("promotion_link").objects.get(pk=ids["promotion_link"]).slug
    return Scene(company, c, ids, more, slug)


def _made(company: Company) -> dict[str, str]:
    """One of everything, of what the salesperson may own theirs."""
    made = {}
    for code, make in all_makers().items():
        made[code] = str(make(company, "admin"))
    return made


def _acted(company: Company, c: Canaries) -> dict[str, str]:
    """The chain of a sale, by acts that say what they are about in events and notifications."""
    sales, admin, manager = (company.api(who) for who in ("sales", "admin", "manager"))
    peer = str(company.id("sales"))

    def sent(api: Any, method: str, path: str, body: Any = None) -> Any:
        answer = api.send(method, path, body)
        assert answer.status_code < 300, (path, answer.content.decode())
        return answer.data

    source = sent(admin, "GET", "/sources").get("items")[0]["id"]
    account = sent(
        sales, "POST", "/accounts", {"name": c.text("account", "name"), "phone": c.phone("account", "phone")}
    )
    lead = {"name": c.text("lead", "name"), "company": c.text("lead", "company"), "source": source}
    lead = sent(sales, "POST", "/leads", {**lead, "mobile": c.phone("lead", "mobile"), "email": f"{c.text('lead', 'email')}@example.com"})  # fmt: skip
    about = {"object": "account", "id": account["id"]}
    follow_up = sent(sales, "POST", "/follow-ups", {"record": about, "kind": "call", "content": c.text("follow_up", "content")})  # fmt: skip
    sent(sales, "POST", "/follow-ups", {"record": {"object": "lead", "id": lead["id"]}, "kind": "call", "content": c.text("follow_up", "content")})  # fmt: skip
    task = sent(admin, "POST", "/tasks", {"name": c.text("task", "name"), "record": about, "owner": peer})
    product = sent(admin, "POST", "/products", {"name": c.text("product", "name"), "price": str(c.amount("product", "price"))})  # fmt: skip
    opportunity = {"name": c.text("opportunity", "name"), "account": account["id"], "amount": str(c.amount("opportunity", "amount"))}  # fmt: skip
    opportunity = sent(sales, "POST", "/opportunities", opportunity)
    contract = {"name": c.text("contract", "name"), "account": account["id"], "opportunity": opportunity["id"], "amount": str(c.amount("contract", "amount"))}  # fmt: skip
    contract = sent(sales, "POST", "/contracts", contract)
    at = f"/contracts/{contract['id']}"
    part = {
        "name": c.text("installment", "name"),
        "amount": str(c.amount("contract", "amount")),
        "due_on": "2027-01-31",
    }
    plan = sent(sales, "PUT", f"{at}/installments", {"installments": [part]})
    sent(sales, "POST", f"{at}/submit", {"approver": str(company.id("manager"))})
    sent(manager, "POST", f"{at}/approve", {})
    sent(sales, "POST", f"{at}/effect")
    receipt = {"contract": contract["id"], "amount": str(c.amount("receipt", "amount") - 7_000_000), "received_on": "2026-01-05"}  # fmt: skip
    receipt = sent(sales, "POST", "/receipts", {**receipt, "note": c.text("receipt", "note")})
    sent(company.api("finance"), "POST", f"/receipts/{receipt['id']}/confirm")
    amendment = {"remark": c.text("contract", "remark"), "reason": "变更"}
    sent(sales, "POST", f"{at}/amend", {**amendment, "approver": str(company.id("manager"))})
    campaign = sent(admin, "POST", "/campaigns", {"name": c.text("campaign", "name"), "mode": "offline", "budget": str(c.amount("campaign", "budget")), "owner": str(company.id("marketer"))})  # fmt: skip
    below = f"/campaigns/{campaign['id']}"
    link = sent(admin, "POST", f"{below}/links", {"channel": c.text("promotion_link", "channel")})
    answers = {"name": c.text("submission", "name"), "mobile": c.phone("submission", "mobile")}
    submission = sent(admin, "POST", f"{below}/submissions", {"answers": answers, "link": link["id"]})
    return {
        "account": account["id"], "lead": lead["id"], "follow_up": follow_up["id"], "task": task["id"], "product": product["id"],
        "opportunity": opportunity["id"], "contract": contract["id"], "installment": plan["items"][0]["id"],
        "receipt": receipt["id"], "campaign": campaign["id"], "promotion_link": link["id"], "submission": submission["id"],
    }  # fmt: skip


def _plant(company: Company, c: Canaries, ids: dict[str, str]) -> None:
    """Into every column that has a kind of value of its own, and what hangs together is hung together."""
    with work(Context.for_system(company.admin.tenant_id)) as w:
        for code, pk in ids.items():
            model = model_of(code)
            record: Any = w.lock(model, UUID(pk))
            computed = {one.name for one in model.object_type.computed}
            for name, info in model_fields(model).items():
                if name in computed or name in SYSTEM or (code, name) in WORKED_OUT:
                    continue
                if (value := c.value(code, info)) is None:
                    continue
                setattr(record, info.column, value)
            record.custom = {**record.custom, "canary": c.text(code, "custom.canary")}
            mirror_custom(w, record, ["canary"])
        _hang_together(w, ids)
    with work(Context.for_system(company.admin.tenant_id)) as w:
        for member_id in (company.id(who) for who in ("sales", "manager", "marketer", "finance", "admin")):
            person: Any = w.lock(model_of("member"), member_id)
            person.name = c.text("member", "name")


def _hang_together(w: Any, ids: dict[str, str]) -> None:
    """So that references lead to what was planted."""
    links = {
        "lead": {"source": "source", "campaign": "campaign", "promotion_link": "promotion_link"},
        "account": {"source": "source", "campaign": "campaign", "promotion_link": "promotion_link"},
        "contact": {"account": "account"},
        "opportunity": {"stage": "stage", "contact": "contact", "lost_reason": "lost_reason", "campaign": "campaign", "source": "source"},
        "contract": {"contact": "contact", "campaign": "campaign", "promotion_link": "promotion_link", "source": "source"},
        "invoice": {"contract": "contract"},
        "cost_item": {"campaign": "campaign"},
        "budget_line": {"campaign": "campaign"},
        "submission": {"lead": "lead"},
        "stage": {"pipeline": "pipeline"},
        "member": {"department": "department"},
        "recycle_rule": {"pool": "pool"},
    }  # fmt: skip
    for code, columns in links.items():
        record: Any = w.lock(model_of(code), UUID(ids[code]))
        for column, target in columns.items():
            setattr(record, f"{column}_id", UUID(ids[target]))
    opportunity: Any = w.lock(model_of("opportunity"), UUID(ids["opportunity"]))
    opportunity.pipeline_id = UUID(ids["pipeline"])


def _around(company: Company, c: Canaries, ids: dict[str, str]) -> dict[str, str]:
    """A file, an import that was checked, and more that speaks of what was planted."""
    sales, admin = company.api("sales"), company.api("admin")
    upload = SimpleUploadedFile("a.txt", b"text", content_type="text/plain")
    kept = admin.post("/api/v1/files", {"object": "account", "record_id": ids["account"], "file": upload}).json()
    sheet = f"姓名,手机\n{c.text('lead', 'name')},{c.phone('lead', 'mobile')}\n".encode()
    table = SimpleUploadedFile("leads.csv", sheet, content_type="text/csv")
    batch = admin.post("/api/v1/imports", {"object": "lead", "file": table}).json()
    checked = admin.send("POST", f"/imports/{batch['id']}/check").data
    lines = {"lines": [{"product": ids["product"], "quantity": "1"}]}
    other = str(post(company, "admin", "/opportunities", {"name": "x", "account": ids["account"]}))
    admin.send("PUT", f"/opportunities/{other}/lines", lines)
    sales.send("POST", "/follow-ups", {"record": {"object": "account", "id": ids["account"]}, "kind": "note", "content": c.text("follow_up", "content"), "mentions": [str(company.id("manager"))]})  # fmt: skip
    return {"files": kept["id"], "imports": batch["id"], "jobs": checked["job"], "lines": other}
