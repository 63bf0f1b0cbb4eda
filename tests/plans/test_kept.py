"""The plans of hot queries on the full data set, as `./dev bench large --plans` last wrote them: none reads a big table from
end to end, unless what is asked is about all of its rows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.plans import BIG

KEPT = sorted(Path(__file__).parent.glob("large/*.txt"))
#: Figures of a whole company over all time: they are about every row there is.
ABOUT_EVERYTHING = ("campaign-roi", "funnel-of-three-years", "forecast-of-cash")
SEQUENTIAL = re.compile(r"Seq Scan on (\w+)")


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_no_big_table_is_read_from_end_to_end(path: Path) -> None:
    read = set(SEQUENTIAL.findall(path.read_text(encoding="utf-8"))) & BIG
    assert not read or path.stem.startswith(ABOUT_EVERYTHING), read


def test_what_reads_a_whole_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(
        "Limit\n  Seq Scan on leads_lead\n  Index Scan by source_pkey on catalog_source\n"
    )
    with pytest.raises(AssertionError, match="leads_lead"):
        test_no_big_table_is_read_from_end_to_end(tmp_path / "list.txt")
