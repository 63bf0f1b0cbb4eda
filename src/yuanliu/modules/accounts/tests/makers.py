"""How to make an account and a contact."""

from tests.support.makers import Maker, post

MAKERS: dict[str, Maker] = {
    "account": lambda company, who: post(company, who, "/accounts", {"name": "上海测试贸易有限公司"}),
    "contact": lambda company, who: post(
        company, who, "/contacts", {"name": "张三", "account": str(MAKERS["account"](company, who))}
    ),
}
