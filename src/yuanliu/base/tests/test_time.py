from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanliu.base.time import (
    DateOrder,
    Period,
    day_bounds,
    guess_date_format,
    local_date,
    parse_date,
    period_bounds,
    utc_now,
)

ZONES = st.sampled_from(
    ["Asia/Shanghai", "UTC", "America/New_York", "Asia/Kathmandu", "Pacific/Auckland", "Africa/Cairo"]
)
DAYS = st.dates(date(1970, 1, 2), date(2100, 1, 1))
THE_DAY = date(2016, 10, 20)


def test_now_is_utc() -> None:
    assert utc_now().tzinfo is UTC


def test_local_date() -> None:
    assert local_date(datetime(2016, 10, 19, 16, tzinfo=UTC), "Asia/Shanghai") == THE_DAY
    assert local_date(datetime(2016, 10, 19, 15, 59, tzinfo=UTC), "Asia/Shanghai") == date(2016, 10, 19)
    with pytest.raises(ValueError):
        local_date(datetime(2016, 10, 19), "Asia/Shanghai")
    for name in ("Mars/Olympus", "", "../etc/passwd", "Asia"):
        with pytest.raises(ValueError):
            local_date(utc_now(), name)


def test_days_with_a_clock_change() -> None:
    start, end = day_bounds(date(2024, 3, 10), "America/New_York")
    assert end - start == timedelta(hours=23)
    # In Cairo the last Friday of April has no midnight.
    start, _ = day_bounds(date(2024, 4, 26), "Africa/Cairo")
    assert start.astimezone(ZoneInfo("Africa/Cairo")).hour == 1


@given(DAYS, ZONES)
def test_day_bounds_are_the_edges_of_the_local_date(day: date, zone: str) -> None:
    start, end = day_bounds(day, zone)
    assert start.tzinfo is UTC
    tick = timedelta(microseconds=1)
    assert local_date(start, zone) == local_date(end - tick, zone) == day
    assert local_date(start - tick, zone) == day - timedelta(days=1)
    assert local_date(end, zone) == day + timedelta(days=1)


@pytest.mark.parametrize(
    ("period", "first", "following"),
    [
        ("day", THE_DAY, date(2016, 10, 21)),
        ("week", date(2016, 10, 17), date(2016, 10, 24)),
        ("month", date(2016, 10, 1), date(2016, 11, 1)),
        ("quarter", date(2016, 10, 1), date(2017, 1, 1)),
        ("year", date(2016, 1, 1), date(2017, 1, 1)),
    ],
)
def test_period_bounds(period: Period, first: date, following: date) -> None:
    assert period_bounds(period, THE_DAY) == (first, following)


@given(st.sampled_from(["day", "week", "month", "quarter", "year"]), DAYS)
def test_periods_touch(period: Period, day: date) -> None:
    first, following = period_bounds(period, day)
    assert first <= day < following
    assert period_bounds(period, following)[0] == following
    assert period_bounds(period, following - timedelta(days=1))[0] == first


def test_unknown_period() -> None:
    with pytest.raises(ValueError):
        period_bounds("decade", THE_DAY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "value",
    [
        "2016-10-20", "2016/10/20", "2016.10.20", " 20161020 ", "2016年10月20日", "２０１６年１０月２０日", "16年10月20号",
        "20/10/2016", "20-10-2016", "20102016", "10/20/2016", "20-Oct-16", "Oct 20, 2016", "20 October 2016", "42663",
        "42663.75", 42663, 42663.75, "2016-10-20 12:34:56", "2016-10-20T12:34:56.789+08:00", "20/10/2016 12:30",
        "2016年10月20日 12:30", THE_DAY, datetime(2016, 10, 20, 23, 59),
    ],
)  # fmt: skip
def test_clear_dates(value: str | float | date) -> None:
    assert parse_date(value) == THE_DAY
    assert type(parse_date(value)) is date


@pytest.mark.parametrize(
    "value",
    ["05/06/2016", "20-10-16", "161020", "", "n/a", "2016", "2016年10月", "31/31/2016", "2016-02-30", "13812345678", "10:30",
     True, 7, -42663, float("nan"), float("inf"), "1" + " " * 10**5, "4266３"],
)  # fmt: skip
def test_no_dates_and_ambiguous_ones(value: str | float) -> None:
    with pytest.raises(ValueError):
        parse_date(value)


def test_an_order_decides_and_refuses() -> None:
    assert parse_date("20-10-16", "dmy") == THE_DAY
    assert parse_date("20-10-16", "ymd") == date(2020, 10, 16)
    assert parse_date("05/06/2016", "mdy") == date(2016, 5, 6)
    assert parse_date("201016", "dmy") == THE_DAY
    assert parse_date("2016-10-20", "dmy") == THE_DAY
    for value, order in (("20/10/2016", "mdy"), ("20/10/2016", "ymd"), ("10/20/2016", "dmy")):
        with pytest.raises(ValueError):
            parse_date(value, order)  # type: ignore[arg-type]


FORMATS: dict[DateOrder, list[str]] = {
    "ymd": ["%y-%m-%d", "%Y-%m-%d", "%y%m%d"],
    "dmy": ["%d-%m-%y", "%d/%m/%Y", "%d%m%y"],
    "mdy": ["%m-%d-%y", "%m/%d/%Y", "%m%d%y"],
}
NEAR = st.dates(date(1969, 1, 1), date(2068, 12, 31))


@given(NEAR, st.sampled_from(list(FORMATS)), st.data())
def test_what_was_written_is_read(day: date, order: DateOrder, data: st.DataObject) -> None:
    assert parse_date(day.strftime(data.draw(st.sampled_from(FORMATS[order]))), order) == day


@given(NEAR)
def test_serials(day: date) -> None:
    assert parse_date((day - date(1899, 12, 30)).days) == day


@given(st.text(max_size=30) | st.from_regex(r"[0-9]{1,4}[-/.年 ][0-9]{1,2}[-/.月 ][0-9]{1,4}"))
def test_anything_is_a_date_or_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert 1900 <= parse_date(text).year < 2200


def test_guess() -> None:
    assert guess_date_format(["20-10-16", "05-11-16"]) is None
    assert guess_date_format(["20-10-16", "31-12-69"]) == "dmy"
    assert guess_date_format(["05/06/2016", "20/10/2016", "n/a", ""]) == "dmy"
    assert guess_date_format(["05/06/2016", "10/20/2016"]) == "mdy"
    assert guess_date_format(["20/10/2016", "10/20/2016"]) is None
    assert guess_date_format(["75-10-16", "99-01-02"]) == "ymd"
    assert guess_date_format(["2016-10-20", "42663"]) == "ymd"
    assert guess_date_format(["2016-10-20", "20/10/2016"]) == "dmy"
    assert guess_date_format(["42663", "n/a"]) is None
    assert guess_date_format([]) is None


def test_guess_by_the_spread_of_years() -> None:
    days = [date(2016, 1, 2) + timedelta(days=29 * step) for step in range(30)]
    assert guess_date_format([day.strftime("%d-%m-%y") for day in days]) == "dmy"
    assert guess_date_format([day.strftime("%y-%m-%d") for day in days]) == "ymd"
    assert guess_date_format([day.strftime("%m-%d-%y") for day in days]) == "mdy"


@given(st.lists(NEAR, min_size=1, max_size=20), st.sampled_from(list(FORMATS)))
def test_a_guess_reads_every_sample(days: list[date], order: DateOrder) -> None:
    samples = [day.strftime(FORMATS[order][0]) for day in days]
    guessed = guess_date_format(samples)
    if guessed:
        assert all(parse_date(sample, guessed) for sample in samples)
