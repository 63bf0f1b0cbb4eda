"""The models of attribution: who gets what, and that nothing is lost or made."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.modules.analytics.models import AttributionModel
from yuanliu.modules.analytics.queries.shares import MODELS, shares, weigh

FIRST, LAST, LINEAR, DECAY, POSITION = MODELS
MOST = 10**15
ages = st.lists(st.integers(0, 3650), min_size=1, max_size=40).map(lambda days: sorted(days, reverse=True))


@given(ages=ages, half_life=st.integers(1, 365), total=st.integers(-MOST, MOST), model=st.sampled_from(list(MODELS)))
def test_the_shares_are_the_total_to_the_cent(ages, half_life, total, model):
    parts = shares(total, weigh(ages, half_life)[model])
    assert sum(parts) == total
    assert all(part * total >= 0 for part in parts), "no touch pays for another"


@given(ages=ages, half_life=st.integers(1, 365), total=st.integers(0, MOST), model=st.sampled_from(list(MODELS)))
def test_a_refund_takes_back_what_its_receipt_gave(ages, half_life, total, model):
    weights = weigh(ages, half_life)[model]
    assert shares(-total, weights) == [-part for part in shares(total, weights)]


@pytest.mark.parametrize(
    ("model", "days", "expected"),
    [
        (FIRST, [30, 20, 1], [10000, 0, 0]),
        (LAST, [30, 20, 1], [0, 0, 10000]),
        (LINEAR, [30, 20, 1], [3334, 3333, 3333]),
        (POSITION, [30, 20, 10, 1], [4000, 1000, 1000, 4000]),
        (POSITION, [30, 20, 1], [4000, 2000, 4000]),
        (POSITION, [30, 1], [5000, 5000]),
        (DECAY, [14, 7, 0], [1429, 2857, 5714]),  # 1 : 2 : 4
        (DECAY, [7, 7], [5000, 5000]),
        (DECAY, [3650, 0], [0, 10000]),
        *((model, [5], [10000]) for model in MODELS),
    ],
)
def test_who_gets_what(model, days, expected):
    assert shares(10000, weigh(days, 7)[model]) == expected


def test_the_half_life_is_the_tenants():
    assert shares(300, weigh([30, 0], 30)[DECAY]) == [100, 200]
    assert weigh([1, 0], 1)[DECAY] == [Decimal("0.5"), Decimal(1)]


def test_every_model_but_the_primary_source_is_worked_out():
    assert set(MODELS) == set(AttributionModel) - {AttributionModel.PRIMARY}
