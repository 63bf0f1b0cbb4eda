"""How to make one of each object of this module."""

from tests.support.makers import post, unique


def follow_up(company, who):
    account = post(company, who, "/accounts", {"name": unique("客户")})
    body: dict[str, object] = {
        "record": {"object": "account", "id": str(account)},
        "kind": "call",
        "content": unique("聊了需求"),
    }
    return post(company, who, "/follow-ups", body)


MAKERS = {
    "follow_up": follow_up,
    "task": lambda company, who: post(company, who, "/tasks", {"name": unique("待办")}),
}
