"""Identifiers: UUID version 7 (RFC 9562, section 5.7), whose order is the order of creation.

All of them are the standard library's ``uuid.UUID``.
"""

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils import compat

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def uuid7() -> UUID:
    """A new id for now. Within one process later ids are greater; between processes to the millisecond."""
    return compat.uuid7()


def uuid7_at(moment: datetime) -> UUID:
    """A new id as if it were made at ``moment``, for rows that are dated back (imports, demo data).

    Two moments that differ by a microsecond or more give ids in their order; ids of the same microsecond
    come in random order. Raises ValueError when ``moment`` has no time zone or lies before 1970.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    microseconds = (moment - _EPOCH) // _MICROSECOND
    if microseconds < 0:
        raise ValueError("version 7 begins in 1970")
    milliseconds, rest = divmod(microseconds, 1000)
    # RFC 9562, section 6.2, method 3: the 12 bits after the version hold the fraction of the millisecond.
    fraction = rest * 4096 // 1000
    noise = int.from_bytes(os.urandom(8)) >> 2
    return UUID(int=milliseconds << 80 | 7 << 76 | fraction << 64 | 0b10 << 62 | noise)
