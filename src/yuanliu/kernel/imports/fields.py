"""What a column may be imported into, and which column is proposed for which field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuanliu.base.text import fold
from yuanliu.kernel.imports.profiles import CREATED_AT, customs_of, profile_of
from yuanliu.kernel.records.fields import FieldInfo, custom_info, model_fields
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.models import Record

#: Other names that columns have in the exports of other products, by field name.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "姓名", "公司", "公司名称", "企业名称", "客户", "title", "full name", "company", "company name"),
    "owner": ("负责人", "销售", "业务员", "跟进人", "所属人", "sales agent", "salesperson", "sales rep", "agent"),
    "phone": ("电话", "手机", "手机号", "手机号码", "联系电话", "telephone", "tel", "mobile"),
    "mobile": ("手机", "手机号", "手机号码", "移动电话", "电话", "联系电话", "cell", "phone"),
    "email": ("邮箱", "邮件", "电子邮箱", "邮箱地址", "mail", "e-mail address"),
    "website": ("网站", "官网", "主页", "url", "web"),
    "address": ("地址", "详细地址", "联系地址", "street"),
    "industry": ("行业", "所属行业", "sector"),
    "region": ("地区", "区域", "省份", "城市", "state", "city", "office location", "territory"),
    "remark": ("备注", "说明", "note", "notes", "comment", "comments"),
    "description": ("描述", "说明", "备注"),
    "tags": ("标签", "tag", "labels"),
    "parent": ("上级", "母公司", "总公司", "subsidiary of", "parent company", "parent account"),
    "account": ("客户", "客户名称", "公司", "公司名称", "company", "customer"),
    "contact": ("联系人", "contact person"),
    "company": ("公司", "公司名称", "单位", "企业名称", "account", "organisation", "organization"),
    "job_title": ("职位", "职务", "position", "title"),
    "wechat": ("微信号", "微信id", "wechat id"),
    "source": ("来源", "线索来源", "客户来源", "lead source", "origin"),
    "price": ("单价", "价格", "标准价", "sales price", "unit price", "list price"),
    "category": ("分类", "类别", "系列", "series", "type"),
    "department": ("部门", "所属部门", "office", "regional office", "team"),
    "amount": ("金额", "总金额", "预计金额", "close value", "value"),
    "created_at": ("创建日期", "录入时间", "添加时间", "created", "created on", "create date", "engage date"),
}  # fmt: skip


def importable_fields(ctx: Context, model: type[Record], purpose: str = "") -> dict[str, FieldInfo]:
    """By name: what a person may give when making one, custom fields, and what the object keeps of the past."""
    kind, declared = model.object_type, model_fields(model)
    infos = [
        *(declared[name] for name in kind.creatable),
        *(custom_info(field) for field in customs_of(ctx, model, purpose)),
        *profile_of(model, purpose).extra_fields,
        CREATED_AT,
    ]
    return {info.name: info for info in infos if not ctx.field_rule(kind.code, info.name)}


def propose(
    fields: Mapping[str, FieldInfo],
    model: type[Record],
    columns: list[dict[str, Any]],
    chosen: Mapping[str, str | None],
    purpose: str = "",
) -> None:
    """Writes into each column the field that was `chosen` for its name before, else the one that its name speaks for;
    each field goes to one column, and what was left out before stays out."""
    own = profile_of(model, purpose).synonyms or {}
    taken: set[str] = set()
    for column in columns:
        before = chosen.get(column["name"])
        column["field"] = None
        if before and before in fields and before not in taken:
            column["field"] = before
            taken.add(before)
    ranked = [_names(info, own) for info in fields.values()]
    for rank in range(3):
        for column in columns:
            if column["field"] or chosen.get(column["name"], "") is None:
                continue
            name = fold(column["name"])
            hit = next((field for field, *names in ranked if field not in taken and name in names[rank]), None)
            column["field"] = hit
            taken |= {hit} if hit else set()


def _names(info: FieldInfo, own: Any) -> tuple[Any, ...]:
    """The field with what its column may be called: exactly, in its module's words, in everybody's."""
    exact = {info.name, info.name.removeprefix("custom."), info.label.zh, info.label.en}
    words = ({fold(name) for name in names} for names in (exact, own.get(info.name, ()), SYNONYMS.get(info.name, ())))
    return info.name, *words
