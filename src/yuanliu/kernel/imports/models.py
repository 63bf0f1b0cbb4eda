"""What an import is between its steps, and what became of each row that needs to be remembered."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models

from yuanliu.base.i18n import Options
from yuanliu.kernel.imports.reading import Shape
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantModel

#: Files are full of personal data: they stay as long as somebody may still correct and repeat the import.
FILE_KEPT = timedelta(days=30)


class ImportState(Options):
    UPLOADED = "uploaded", "已上传", "Uploaded", "default"
    CHECKING = "checking", "检查中", "Checking", "processing"
    CHECKED = "checked", "已检查", "Checked", "warning"
    RUNNING = "running", "导入中", "Running", "processing"
    DONE = "done", "已完成", "Done", "success"
    UNDOING = "undoing", "撤销中", "Undoing", "processing"
    UNDONE = "undone", "已撤销", "Undone", "default"
    FAILED = "failed", "失败", "Failed", "error"


class ImportBatch(TenantModel):
    """One file on its way into one object. What it does to records is audited there, with this id as the rule."""

    object = models.CharField(max_length=40)
    purpose = models.CharField(max_length=20, default="")  # what for, where it is more than adding records
    member = TenantForeignKey("access.Member", null=True, related_name="+")
    state = ChoiceField(ImportState, default="uploaded")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    file = models.FileField(max_length=200, blank=True)  # "" once its time is over
    file_name = models.CharField(max_length=200)  # its name where it came from
    encoding = models.CharField(max_length=20, default="")  # "" for a spreadsheet
    delimiter = models.CharField(max_length=1, default="")
    sheets = models.JSONField(default=list)  # [{name, rows, columns}] of a spreadsheet
    sheet = models.CharField(max_length=100, default="")
    header = models.IntegerField(default=1)  # the number of the row that names the columns, 0 for none
    head = models.JSONField(default=list)  # [{row, cells}]: the first rows, to see where the header is
    columns = models.JSONField(default=list)  # [{name, samples, field, date_order, decimal_mark}]
    total = models.IntegerField(default=0)

    mapping = models.JSONField(default=dict)  # {column: field or null}
    constants = models.JSONField(default=dict)  # {field: value}: what the file lacks
    defaults = models.JSONField(default=dict)  # {field: value}: where a row lacks it; counts as repaired
    options = models.JSONField(default=dict)  # {duplicates, create_missing, date_order, date_orders, decimal_marks}

    next_row = models.IntegerField(default=0)  # the first that the running step has not dealt with
    rows_done = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    repairs = models.JSONField(default=dict)  # {field: how many rows}
    preview = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)  # the latest; an older one that wakes up again finds itself superseded
    error = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["tenant", "-id"], name="import_newest")]

    @property
    def shape(self) -> Shape:
        return Shape(self.encoding, self.delimiter, self.sheet, self.header)

    @property
    def file_until(self) -> datetime | None:
        """When the file, and with it the rows that had errors, will be let go; None when it has been."""
        return self.created_at + FILE_KEPT if self.file else None


class RowState(Options):
    READY = "ready", "可导入", "Ready"
    DUPLICATE = "duplicate", "重复", "Duplicate"
    ERROR = "error", "有误", "Error"
    CREATED = "created", "已新建", "Created"
    UPDATED = "updated", "已更新", "Updated"
    SKIPPED = "skipped", "已跳过", "Skipped"
    UNDONE = "undone", "已撤销", "Undone"
    KEPT = "kept", "已保留", "Kept"


class ImportRow(TenantModel):
    """The outcome of a row. A check keeps only what is wrong or was repaired; a run keeps every row, for the undo."""

    batch = TenantForeignKey(ImportBatch, related_name="+")
    number = models.IntegerField()  # as the spreadsheet counts
    state = ChoiceField(RowState)
    errors = models.JSONField(null=True)  # [{field, code, zh, en}]
    repaired = models.JSONField(null=True)  # [field]
    later = models.JSONField(null=True)  # {field: text}: references to rows of the same file, set at the end
    record_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "batch", "number"], name="import_row_once")]
