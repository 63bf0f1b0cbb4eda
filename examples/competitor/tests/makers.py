"""How to make a competitor: with this, every contract test of the product runs on it."""

from tests.support.makers import Maker, post

MAKERS: dict[str, Maker] = {
    "competitor": lambda company, who: post(company, who, "/competitors", {"name": "大河软件"}),
}
