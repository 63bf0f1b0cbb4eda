"""Many rows in one statement are the rows that were given, and refused where single ones are."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.utils import DataError

from tests.support.company import make_company
from yuanliu.kernel.tenancy.session import WriteOutsideWork
from yuanliu.kernel.work.rows import insert_rows
from yuanliu.kernel.work.unit import reading, work
from yuanliu.modules.catalog.models import Product

AWKWARD = ['引号"\\', "单'引号", "换\n行\t", "{a,NULL}", "😀", "%s %(x)s"]
MOMENT = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)


@pytest.fixture
def admin():
    return make_company().admin


def add(ctx, **columns):
    count = len(next(iter(columns.values())))
    with work(ctx) as w:
        made = [Product(**{name: values[n] for name, values in columns.items()}) for n in range(count)]
        return w.bulk_add(made)


def test_values_come_back_as_they_went(admin):
    prices = [Decimal("1.2345"), Decimal(0), Decimal("-3"), Decimal("99999999.9999"), 5, Decimal("0.1")]
    made = add(
        admin.at(MOMENT),
        name=AWKWARD,
        price=prices,
        active=[True, False] * 3,
        custom=[{"码": text, "n": None} for text in AWKWARD],
        unit=["件"] * 6,
    )
    with reading(admin):
        found = {row.name: row for row in Product.objects.filter(pk__in=[row.pk for row in made])}
    for row, price, text in zip(made, prices, AWKWARD, strict=True):
        kept = found[text]
        assert (kept.pk, kept.price, kept.active, kept.unit) == (row.pk, price, row.active, "件")
        assert (kept.custom, kept.created_at, kept.created_by_id) == ({"码": text, "n": None}, MOMENT, admin.member_id)
        assert not row._state.adding


def test_what_is_too_long_is_refused_and_not_cut(admin):
    with pytest.raises(DataError):
        add(admin, name=["a", "b" * 201])
    with pytest.raises(DataError):
        add(admin, name=["b" * 201] * 2, code=["1", "2"])


def test_only_work_may_insert(admin):
    rows = [Product(name=name, tenant_id=admin.tenant_id) for name in "ab"]
    with reading(admin), pytest.raises(WriteOutsideWork):
        insert_rows({Product: rows})
