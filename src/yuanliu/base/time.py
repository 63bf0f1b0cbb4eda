"""Moments and dates.

A moment is an aware datetime, kept in UTC; a date (signed on, due on) is a plain date without zone. What a "day" is
depends on the member's time zone, an IANA name such as Asia/Shanghai. Intervals are half-open: the end is not in them.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

Period = Literal["day", "week", "month", "quarter", "year"]
#: The order of day, month and year in a written date.
DateOrder = Literal["ymd", "dmy", "mdy"]


def utc_now() -> datetime:
    """Now, in UTC, to the microsecond."""
    return datetime.now(UTC)


def local_date(moment: datetime, tz_name: str) -> date:
    """The date on the calendar of the zone at ``moment``. ValueError for a moment without zone, or an unknown zone."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return moment.astimezone(_zone(tz_name)).date()


def day_bounds(day: date, tz_name: str) -> tuple[datetime, datetime]:
    """First moment of ``day`` in the zone, and of the next day, in UTC; 23 or 25 hours apart when clocks change."""
    zone = _zone(tz_name)
    start, end = (datetime.combine(each, time(), zone).astimezone(UTC) for each in (day, day + timedelta(days=1)))
    return start, end


def period_bounds(period: Period, day: date) -> tuple[date, date]:
    """First day of the period that ``day`` is in, and first day of the next. Weeks begin on Monday (ISO 8601)."""
    match period:
        case "day":
            return day, day + timedelta(days=1)
        case "week":
            monday = day - timedelta(days=day.weekday())
            return monday, monday + timedelta(days=7)
        case "month":
            return day.replace(day=1), _month(day.year, day.month + 1)
        case "quarter":
            first = (day.month - 1) // 3 * 3 + 1
            return date(day.year, first, 1), _month(day.year, first + 3)
        case "year":
            return date(day.year, 1, 1), date(day.year + 1, 1, 1)
        case _:
            raise ValueError(f"no such period: {period!r}")


def parse_date(value: str | float | date, order: DateOrder | None = None) -> date:
    """The date in a cell of an import; ValueError when there is none, or more than one could be meant.

    Understood: dates and datetimes; 2016-10-20, 2016/10/20, 2016.10.20, 20161020, 2016年10月20日; 20/10/2016,
    20-10-16, 201016; 20-Oct-16, Oct 20, 2016; all with a time behind, which is ignored; the serial numbers of
    spreadsheets (days since 1899-12-30, five digits: 1927 to 2173), as numbers or text.

    ``order`` says how ambiguous ones are read, and refuses what contradicts it: 20/10/2016 is no "mdy". What begins
    with a four-digit year, or names its parts, needs none. Without ``order`` a date counts only when a single
    reading is possible: 20/10/2016 is clear, 05/06/2016 is not. Years of two digits are 1969 to 2068 (POSIX).
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    found = {day for candidate, day in _candidates(value).items() if candidate in ("", order) or order is None}
    if not found:
        raise ValueError(f"not a date: {value!r}")
    if len(found) > 1:
        raise ValueError(f"ambiguous date: {value!r}")
    return found.pop()


def guess_date_format(samples: Iterable[str]) -> DateOrder | None:
    """The order in which a whole column can be read, for `parse_date`; None when several or none fit.

    Cells that are no dates say nothing, and cells that explain themselves (2016-10-20) agree with every order; when
    all of a column do, it is "ymd". Of dd-mm-yy and yy-mm-dd, which look alike for years to 31, the one wins whose
    years lie close together (within 10) while the other's are scattered (over more than 20), given eight different
    dates or more.
    """
    clear = False
    seen: dict[str, dict[str, date]] = {}
    for sample in samples:
        candidates = _candidates(sample)
        if "" in candidates:
            # A serial number is clear, but is no sign of any order.
            clear = clear or _serial(sample) is None
        elif candidates:
            seen[sample.strip()] = candidates
    if not seen:
        return "ymd" if clear else None
    fitting: list[DateOrder] = [order for order in _ORDERS if all(order in each for each in seen.values())]
    if len(fitting) > 1 and len(seen) >= 8:
        spans = {}
        for order in fitting:
            years = [each[order].year for each in seen.values()]
            spans[order] = max(years) - min(years)
        close = [order for order in fitting if spans[order] <= 10]
        if all(spans[order] > 20 for order in fitting if order not in close):
            fitting = close
    return fitting[0] if len(fitting) == 1 else None


_HALVES = {
    "am": 0, "a.m.": 0, "上午": 0, "凌晨": 0, "早上": 0, "早晨": 0, "pm": 12, "p.m.": 12, "下午": 12, "晚上": 12, "中午": 12, "傍晚": 12,
}  # fmt: skip
_HALF = "|".join(map(re.escape, _HALVES))
_CLOCK = re.compile(
    rf"(?P<date>[^:：时點点]+?)(?:[T\s,，]+|(?<=[日号號])|(?={_HALF}))(?:(?:星期|周)[一二三四五六日天]\s*|[（(].{{2,3}}[)）]\s*)?"
    rf"(?P<before>{_HALF})?\s*(?P<hour>\d{{1,2}})"
    r"(?:[:：时點点](?P<minute>\d{1,2}|半)?(?:[:：分](?P<second>\d{1,2})(?:[.,](?P<part>\d{1,6})\d*)?秒?|分)?)?"
    rf"\s*(?P<behind>{_HALF})?\s*(?P<zone>Z|UTC|GMT|[+-]\d{{2}}:?\d{{2}})?",
    re.IGNORECASE | re.ASCII,
)


def parse_moment(value: str, order: DateOrder | None = None) -> tuple[date, time | None]:
    """(day, time of the day) of a cell; no time where it names none, with a zone where it names one. ValueError for what
    is none, for a day in the wrong order, and for a time that does not exist.

    Understood: the days of `parse_date`, with 14:30, 14:30:05.5, 2:30 PM, 下午2点30分, 14时30分, T14:30:00Z, +08:00 behind;
    the fraction of a spreadsheet's serial number.
    """
    text = value.translate(_FULL_WIDTH).strip()
    if (days := _serial(text)) is not None:
        seconds = round((float(text) - days) * 86_400)
        moment = datetime.combine(_DAY_ZERO, time()) + timedelta(days=days, seconds=seconds)
        return moment.date(), moment.time() if "." in text else None
    if not _WITH_TIME.search(text):
        return parse_date(text, order), None
    parts = _CLOCK.fullmatch(text)
    if parts is None:
        raise ValueError(f"not a time: {value!r}")
    return parse_date(parts["date"], order), _time_of(parts, value)


_WITH_TIME = re.compile(rf"\d[:：时點点]\d|\d\s*[时點点]|{_HALF}", re.IGNORECASE | re.ASCII)


def _time_of(parts: re.Match[str], value: str) -> time:
    half = (parts["before"] or parts["behind"] or "").lower()
    if (parts["before"] and parts["behind"]) or not (half or parts["minute"] or re.search(r"[时點点]", value)):
        raise ValueError(f"not a time: {value!r}")
    hour, minute = int(parts["hour"]), 30 if parts["minute"] == "半" else int(parts["minute"] or 0)
    if half:
        hour = _of_half(hour, half, value)
    zone = parts["zone"]
    return time(
        hour,
        minute,
        int(parts["second"] or 0),
        int((parts["part"] or "").ljust(6, "0") or 0),
        _offset(zone) if zone else None,
    )


def _of_half(hour: int, half: str, value: str) -> int:
    """12 AM is midnight and 12 PM noon; 下午14点 says it twice, 上午14点 says what is not."""
    later = _HALVES[half]
    if half == "中午" and hour in (10, 11):
        return hour
    if hour > 12:
        if later and half not in ("pm", "p.m."):
            return hour
        raise ValueError(f"not a time: {value!r}")
    if half in ("晚上", "凌晨") and hour == 12:
        return 0 if half == "凌晨" else _refused(value)
    return hour % 12 + later


def _refused(value: str) -> int:
    """晚上12点 is midnight, but of which day?"""
    raise ValueError(f"not a time: {value!r}")


def _offset(zone: str) -> timezone:
    if zone.upper() in ("Z", "UTC", "GMT"):
        return UTC
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    return timezone((1 if zone[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


_ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－／．：，　", "0123456789-/.:, ")
_TIME = r"(?:[T\s]\s*\d{1,2}[:：时点].*)?"
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{1,2})" + _TIME, re.ASCII)
_CHINESE = re.compile(
    r"(\d{4}|\d{2})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]?" + r"(?:\s*\d{1,2}[:：时点].*)?", re.ASCII
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})" + _TIME, re.ASCII)
_THREE = re.compile(r"(\d{1,2})\s*[-/.\s]\s*(\d{1,2})\s*[-/.\s]\s*(\d{4}|\d{2})" + _TIME, re.ASCII)
_THREE_COMPACT = re.compile(r"(\d{2})(\d{2})(\d{4}|\d{2})" + _TIME, re.ASCII)
_MONTH_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec"
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES.split(), 1)}
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]*\.?"
_DAY_NAMED = re.compile(rf"(\d{{1,2}})[-/.\s]*{_MONTH}[-/.,\s]*(\d{{4}}|\d{{2}})" + _TIME, re.IGNORECASE | re.ASCII)
_NAMED_DAY = re.compile(rf"{_MONTH}\s*(\d{{1,2}})\s*[,\s]\s*(\d{{4}}|\d{{2}})" + _TIME, re.IGNORECASE | re.ASCII)
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_DAY_ZERO = date(1899, 12, 30)


def _candidates(value: str | float) -> dict[str, date]:
    """What the cell can mean by each order of its parts; under "" when it needs no order. Empty when it is no date."""
    days = _serial(value)
    if days is not None:
        return {"": _DAY_ZERO + timedelta(days=days)}
    if not isinstance(value, str) or len(value) > 60:
        return {}
    text = value.translate(_FULL_WIDTH).strip()
    for pattern in (_YEAR_FIRST, _CHINESE, _COMPACT):
        if (parts := pattern.fullmatch(text)) and (day := _date(parts[1], parts[2], parts[3])):
            return {"": day}
    if parts := _DAY_NAMED.fullmatch(text):
        day = _date(parts[3], _MONTHS[parts[2].lower()], parts[1])
        return {"": day} if day else {}
    if parts := _NAMED_DAY.fullmatch(text):
        day = _date(parts[3], _MONTHS[parts[1].lower()], parts[2])
        return {"": day} if day else {}
    parts = _THREE.fullmatch(text) or _THREE_COMPACT.fullmatch(text)
    if not parts:
        return {}
    first, second, third = parts[1], parts[2], parts[3]
    found = {"dmy": _date(third, second, first), "mdy": _date(third, first, second)}
    if len(first) == len(third) == 2:
        found["ymd"] = _date(first, second, third)
    return {order: day for order, day in found.items() if day}


def _serial(value: str | float) -> int | None:
    """Days of a spreadsheet's serial number. Five digits only: fewer are years and counts, more are other dates."""
    if isinstance(value, str):
        return int(text.partition(".")[0]) if _SERIAL.fullmatch(text := value.strip()) else None
    return int(value) if not isinstance(value, bool) and 10_000 <= value < 100_000 else None


def _date(year: str, month: str | int, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 69 else 1900
    if not 1900 <= number < 2200:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def _month(year: int, month: int) -> date:
    """First day of the month; 13 is January of the next year."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError(f"unknown time zone: {name!r}") from None
