from datetime import UTC, datetime, timedelta
from uuid import RFC_4122, UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.ids import uuid7, uuid7_at

MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(9000, 1, 1), timezones=st.just(UTC))


def test_ids_of_one_process_are_in_order_and_distinct() -> None:
    made = [uuid7() for _ in range(10_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)
    assert type(made[0]) is UUID


@given(MOMENTS)
def test_an_id_holds_its_moment(moment: datetime) -> None:
    made = uuid7_at(moment)
    assert type(made) is UUID
    assert (made.version, made.variant) == (7, RFC_4122)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=made.int >> 80) == moment.replace(
        microsecond=moment.microsecond // 1000 * 1000
    )


@given(MOMENTS, st.integers(1, 10**6))
def test_order_follows_the_microsecond(moment: datetime, later: int) -> None:
    assert uuid7_at(moment) < uuid7_at(moment + timedelta(microseconds=later))


def test_dated_ids_and_new_ids_share_one_order() -> None:
    now = datetime.now(UTC)
    assert uuid7_at(now - timedelta(seconds=1)) < uuid7() < uuid7_at(now + timedelta(seconds=5))


def test_same_moment_gives_different_ids() -> None:
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    assert len({uuid7_at(moment) for _ in range(1000)}) == 1000


@pytest.mark.parametrize("moment", [datetime(2020, 1, 1), datetime(1969, 12, 31, tzinfo=UTC)])
def test_refuses_naive_and_ancient(moment: datetime) -> None:
    with pytest.raises(ValueError):
        uuid7_at(moment)
