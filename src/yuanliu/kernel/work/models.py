"""The base of every business object, who shares it, and requests that must not act twice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from yuanliu.base.i18n import Options, T
from yuanliu.base.text import sort_key
from yuanliu.kernel.tenancy.fields import ChoiceField, TenantForeignKey
from yuanliu.kernel.tenancy.models import TenantManager, TenantModel, TenantQuerySet
from yuanliu.kernel.work.context import Context
from yuanliu.kernel.work.object_type import ObjectType, has_field

if TYPE_CHECKING:
    from yuanliu.kernel.work.unit import Work


def in_order_of(prefix: str, *columns: str) -> list[models.Index]:
    """Indexes for lists of a large object that are ordered by one of these columns, in either direction: without one,
    every row that the member sees is read and sorted. The title is ordered by `sort_key`."""
    return [
        models.Index(fields=["tenant", column, "id"], condition=Q(deleted_at=None), name=f"{prefix}_{column}")
        for column in columns
    ]


class RecordQuerySet(TenantQuerySet):
    def alive(self) -> RecordQuerySet:
        return self.filter(deleted_at=None)

    def within_scope(self, ctx: Context, action: str = "read") -> RecordQuerySet:
        """Rows that the actor may `action`, those in the recycle bin included."""
        kind = self.model.object_type
        scope = ctx.scope(kind.code, action)
        return self.filter(kind.scope.condition(self.model, ctx, scope, action))

    def visible_to(self, ctx: Context, action: str = "read") -> RecordQuerySet:
        """Rows that the actor may `action`. Every query of a person starts here."""
        return self.alive().within_scope(ctx, action)

    def in_bin(self, ctx: Context) -> RecordQuerySet:
        return self.filter(~Q(deleted_at=None)).within_scope(ctx, "delete")


class RecordManager(TenantManager.from_queryset(RecordQuerySet)):  # type: ignore[misc]
    pass


class Record(TenantModel):
    """A business object: versioned, audited, restorable, with custom fields."""

    object_type: ClassVar[ObjectType]

    created_at = models.DateTimeField(T("创建时间", "Created at"), editable=False)
    updated_at = models.DateTimeField(T("更新时间", "Updated at"), editable=False)
    created_by = TenantForeignKey(
        "access.Member", verbose_name=T("创建人", "Created by"), null=True, editable=False, related_name="+"
    )
    version = models.IntegerField(default=1, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)
    sort_key = models.CharField(max_length=200, default="", editable=False)
    custom = models.JSONField(default=dict, editable=False)

    objects = RecordManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return str(getattr(self, self.object_type.title) or "")

    def derive(self) -> None:
        """Columns that follow from others of the same row; called before every write. Extend with super()."""
        self.sort_key = sort_key(self.title)[:200]

    @classmethod
    def only_derived(cls, columns: Iterable[str]) -> bool:
        """Whether a change of these columns is nothing that a person wrote, so that no open form is outdated by it."""
        kept = {cls._meta.get_field(name).attname for name in cls.object_type.derived if has_field(cls, name)}
        return kept.issuperset(columns)

    mask_columns: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def masker(
        cls, ctx: Context, rows: Sequence[Mapping[str, Any]]
    ) -> Callable[[Mapping[str, Any]], frozenset[str]] | None:
        """Which fields of a row this viewer sees masked, beyond the field rules (leads in a pool).

        Asked once per page; `rows` carry `mask_columns` and need not carry more. None: nothing is masked.
        """
        return None

    @classmethod
    def masked_in(cls, ctx: Context, field: str) -> Q | None:
        """The rows in which this viewer sees `field` masked: no filter finds them by it. None: there are none."""
        return None


class OwnedRecord(Record):
    """A record with an owner, whose department decides who else sees it."""

    owner = TenantForeignKey(
        "access.Member", verbose_name=T("负责人", "Owner"), null=True, blank=True, related_name="+"
    )

    class Meta:
        abstract = True

    @classmethod
    def hand_over(cls, w: Work, records: Sequence[Self], heir_id: UUID) -> None:
        """The owner leaves and another takes all of these, which `w` holds. Extended where moves are kept in a ledger."""
        for record in records:
            record.owner_id = heir_id


class CollaboratorAccess(Options):
    READ = "read", "只读", "Read"
    EDIT = "edit", "可编辑", "Edit"


class Collaborator(TenantModel):
    """协作人: a member who works on a record that is not theirs."""

    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    member = TenantForeignKey("access.Member", related_name="+")
    member_access = ChoiceField(CollaboratorAccess, default="read", db_column="access")
    role = models.CharField(max_length=40, default="")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "record_id", "member"], name="collaborator_once"),
        ]


class IdempotentRequest(TenantModel):
    """A key that a client sent with a POST, and the record that the act concerned."""

    member_id = models.UUIDField(null=True)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    object = models.CharField(max_length=40, default="")
    record_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "member_id", "key"], name="idempotent_request_once", nulls_distinct=False
            ),
        ]


class SearchEntry(TenantModel):
    """Hashed grams of what a record can be found by. The app role reaches it through functions only (see search.py)."""

    access = "hidden"

    object = models.CharField(max_length=40)
    record_id = models.UUIDField()
    grams = ArrayField(models.IntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant", "record_id"], name="search_entry_once")]
        indexes = [GinIndex(fields=["grams"], name="search_entry_grams", opclasses=["array_ops"])]
