"""How to make an opportunity and what it is configured with."""

from tests.support.makers import Maker, all_makers, post, unique

MAKERS: dict[str, Maker] = {
    "pipeline": lambda company, who: post(company, who, "/pipelines", {"name": unique("流程")}),
    "stage": lambda company, who: post(
        company, who, "/stages", {"name": unique("阶段"), "pipeline": str(MAKERS["pipeline"](company, who))}
    ),
    "lost_reason": lambda company, who: post(company, who, "/lost-reasons", {"name": unique("原因")}),
    "opportunity": lambda company, who: post(
        company, who, "/opportunities", {"name": unique("商机"), "account": str(all_makers()["account"](company, who))}
    ),
}
