"""How to make one of each object of this module."""

from tests.support.makers import post, unique

MAKERS = {
    "source": lambda company, who: post(company, who, "/sources", {"name": unique("来源")}),
    "product": lambda company, who: post(company, who, "/products", {"name": unique("产品"), "price": "12.5"}),
    "exchange_rate": lambda company, who: post(
        company, who, "/exchange-rates", {"currency": "USD", "day": unique_day(), "rate": "7.1"}
    ),
}


def unique_day() -> str:
    """Each day has one rate of a currency."""
    number = int(unique(""), 16)
    return f"{2000 + number % 900}-{number // 900 % 12 + 1:02}-{number // 10800 % 28 + 1:02}"
