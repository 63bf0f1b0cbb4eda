"""Custom fields, their filterable values, and views that members save."""

from __future__ import annotations

from django.db import models

from yuanliu.base.i18n import Options, T
from yuanliu.kernel.tenancy.fields import ChoiceField, TagsField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel
from yuanliu.kernel.work.models import OwnedRecord, Record
from yuanliu.kernel.work.object_type import Group, ObjectType
from yuanliu.kernel.work.scope import EveryoneScope


class CustomKind(Options):
    TEXT = "text", "单行文本", "Text"
    LONG_TEXT = "long_text", "多行文本", "Long text"
    INTEGER = "integer", "整数", "Whole number"
    DECIMAL = "decimal", "小数", "Decimal"
    DATE = "date", "日期", "Date"
    BOOLEAN = "boolean", "是否", "Yes or no"
    CHOICE = "choice", "单选", "Choice"
    MULTI_CHOICE = "multi_choice", "多选", "Multiple choice"
    PHONE = "phone", "电话", "Phone"
    EMAIL = "email", "邮箱", "E-mail"
    URL = "url", "网址", "Web address"


class CustomField(Record):
    """自定义字段: a field that the tenant adds to an object."""

    setup = True

    object = models.CharField(T("对象", "Object"), max_length=40)
    code = models.SlugField(T("编码", "Code"), max_length=40, db_index=False)
    name = models.CharField(T("字段名称", "Label"), max_length=100)
    name_en = models.CharField(T("英文名称", "English label"), max_length=100, blank=True)
    kind = ChoiceField(CustomKind, verbose_name=T("类型", "Kind"))
    options = TagsField(T("选项", "Options"))
    help = models.CharField(T("填写说明", "Help"), max_length=200, blank=True)
    required = models.BooleanField(T("必填", "Required"), default=False)
    filterable = models.BooleanField(T("可筛选", "Filterable"), default=False)
    position = models.IntegerField(T("顺序", "Position"), default=0)
    carries_to = TagsField(
        T("转化时带到", "Carried to"),
        help_text=T(
            "转化后写入的自定义字段，如 account.grade；不填则带到编码和类型相同的字段",
            "Custom fields that conversion writes it into, such as account.grade; else those of the same code and kind.",
        ),
    )

    object_type = ObjectType(
        code="custom_field",
        label=T("自定义字段", "Custom field"),
        plural=T("自定义字段", "Custom fields"),
        path="custom-fields",
        icon="form",
        groups=(
            Group(
                "basic",
                T("基本信息", "Basics"),
                (
                    "object", "code", "name", "name_en", "kind", "options", "help", "required", "filterable", "position",
                    "carries_to",
                ),
            ),
        ),
        columns=("object", "name", "code", "kind", "required", "filterable"),
        protected=frozenset({"object", "code", "kind"}),
        initial=frozenset({"object", "code", "kind"}),
        scope=EveryoneScope(),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "object", "code"], name="custom_field_code_once")]


class CustomValue(TenantModel):
    """A filterable custom value in a typed column: conditions on jsonb are not leakproof and would scan."""

    field = TenantForeignKey(CustomField)
    record_id = models.UUIDField()
    text = models.CharField(max_length=500, null=True)
    number = models.BigIntegerField(null=True)  # 1/10000
    day = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["tenant", "field", "text", "record_id"], name="custom_value_text"),
            models.Index(fields=["tenant", "field", "number", "record_id"], name="custom_value_number"),
            models.Index(fields=["tenant", "field", "day", "record_id"], name="custom_value_day"),
            models.Index(fields=["tenant", "record_id"], name="custom_value_record"),
        ]


class SavedView(OwnedRecord):
    """保存的视图: columns, filter and order of a list, for oneself or shared with the tenant."""

    name = models.CharField(T("视图名称", "Name"), max_length=100)
    object = models.CharField(T("对象", "Object"), max_length=40)
    settings = models.JSONField(T("设置", "Settings"), default=dict)  # {filter, sort, columns, mode}
    shared = models.BooleanField(T("共享", "Shared"), default=False)

    object_type = ObjectType(
        code="saved_view",
        label=T("视图", "View"),
        plural=T("视图", "Views"),
        path="saved-views",
        icon="table",
        groups=(Group("basic", T("基本信息", "Basics"), ("name", "object", "settings", "shared", "owner")),),
        columns=("name", "object", "shared", "owner"),
        protected=frozenset({"object"}),
        initial=frozenset({"object"}),
    )
