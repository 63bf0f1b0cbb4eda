"""How much there is of everything."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Size:
    """Of one company. The rest follows: two contacts an account, three installments a contract, …"""

    members: int
    months: int
    campaigns_a_month: int
    visits: int
    submissions: int
    leads: int
    accounts: int
    opportunities: int
    contracts: int
    follow_ups: int

    def times(self, factor: float) -> Size:
        """The same company, smaller; campaigns and history thin out, they do not end."""
        rows = {name: max(int(count * factor), 1) for name, count in asdict(self).items()}
        return Size(**{**rows, "members": max(rows["members"], 16), "months": self.months})


BIG_COMPANY = Size(
    members=500,
    months=36,
    campaigns_a_month=20,
    visits=2_000_000,
    submissions=700_000,
    leads=1_000_000,
    accounts=300_000,
    opportunities=400_000,
    contracts=150_000,
    follow_ups=3_000_000,
)


NAME = "源流大数据科技集团"
DOMAIN = "big.example"  # of the e-mail addresses of its members


@dataclass(frozen=True)
class DataSet:
    """`large`, and what is like it at a fraction of the size."""

    name: str
    factor: float
    small_tenants: int

    @property
    def company(self) -> Size:
        return BIG_COMPANY.times(self.factor)


DATA_SETS = {
    "large": DataSet("large", 1, 200),
    "small": DataSet("small", 1 / 20, 10),
    "tiny": DataSet("tiny", 1 / 1000, 2),  # for tests of the generator itself
}
