"""Days with a time, as spreadsheets and people write them: the very minute, or nothing."""

from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.time import parse_moment

AFTERNOON = (date(2026, 1, 25), time(14, 30))
WAYS = [
    "2026/1/25 14:30", "2026-01-25 14:30:00", "2026-01-25T14:30", "2026年1月25日 下午2点30分", "2026年1月25日下午2:30", "2026年1月25日14时30分",
    "2026年1月25日 下午2点半", "25.01.2026 14:30", "1/25/2026 2:30 PM", "1/25/2026 2:30:00 p.m.", "Jan 25, 2026 2:30 PM", "25-Jan-26 14:30",
    "２０２６／１／２５ １４：３０", "2026/1/25 星期日 14:30", "2026/1/25 (周日) 14:30", "46047.604166666664", "20260125 14:30",
]  # fmt: skip


@pytest.mark.parametrize("text", WAYS)
def test_half_past_two(text):
    assert parse_moment(text) == AFTERNOON


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026-01-25", None), ("2026年1月25日", None), ("46047", None), ("2026-01-25 00:00", time()), ("2026-01-25 12:00 AM", time()),
        ("2026-01-25 12:05 PM", time(12, 5)), ("2026-01-25 凌晨12点", time()), ("2026-01-25 中午12点", time(12)), ("2026-01-25 晚上8点", time(20)),
        ("2026-01-25T14:30:00Z", time(14, 30, tzinfo=UTC)), ("2026-01-25 14:30:05.5", time(14, 30, 5, 500_000)),
        ("2026-01-25T14:30:00.25+0800", time(14, 30, 0, 250_000, timezone(timedelta(hours=8)))),
        ("2026-01-25 14:30-05:30", time(14, 30, tzinfo=timezone(-timedelta(hours=5, minutes=30)))),
    ],
)  # fmt: skip
def test_other_times(text, clock):
    assert parse_moment(text) == (date(2026, 1, 25), clock)


@pytest.mark.parametrize(
    "text",
    [
        "14:30", "2026-01-25 25:00", "2026-01-25 14:61", "2026-01-25 24:00", "2026-01-25 上午13点", "2026-01-25 13:00 PM", "2026-01-25 14", "2026-01-25 1430",
        "2026-01-25 14:30 abc", "2026-01-25 14:305", "2026-01-25 14:30:", "2026-02-30 14:30", "2026-01-25 晚上12点", "20260125143000", "hello", "",
        "05/06/2026 14:30", "2026-01-25 14:30 / 15:30",
    ],
)  # fmt: skip
def test_no_time_and_no_guess(text):
    with pytest.raises(ValueError):
        parse_moment(text)


MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2068, 12, 31)).map(lambda moment: moment.replace(microsecond=0))
FORMATS = [
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%dT%H:%M:%S",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%d.%m.%Y %H:%M:%S",
    "%m/%d/%Y %I:%M:%S %p",
    "%d-%b-%Y %H:%M:%S",
]


@given(MOMENTS, st.sampled_from(FORMATS))
def test_every_moment_in_every_way(moment, way):
    order = {"%d.": "dmy", "%m/": "mdy"}.get(way[:3], "ymd")
    day, clock = parse_moment(moment.strftime(way), order)
    assert datetime.combine(day, clock or time()) == moment
