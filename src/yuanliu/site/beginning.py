"""What a new company does first, as its administrators see it on their home page until all of it is done.

Each step is told by the company's own data: nobody ticks anything off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpResponse
from ninja import Router, Schema

from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.imports.models import ImportBatch, ImportState
from yuanliu.kernel.records.http import Request, asked_language, reply
from yuanliu.kernel.work.context import ALL
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns.models import Campaign
from yuanliu.modules.opportunities.models import Opportunity, Stage
from yuanliu.modules.ownership.models import PoolMember

router = Router(tags=["beginning"])


@dataclass(frozen=True, slots=True)
class Step:
    """`path`: the page of the client where it is done."""

    code: str
    label: T
    why: T
    path: str
    done: Callable[[], bool]


STEPS = (
    Step(
        "members",
        T("邀请同事", "Invite your colleagues"),
        T(
            "每人自己设密码；角色决定各自能看什么、做什么。",
            "Each sets a password of their own; roles say what they see and do.",
        ),
        "/settings/members?new=true",
        lambda: Member.objects.alive().count() > 1,
    ),
    Step(
        "import",
        T("导入客户与线索", "Import customers and leads"),
        T(
            "Excel 或 CSV 直接上传，先检查再写入，可整批撤销。",
            "Upload Excel or CSV: checked first, then written, and undone as a whole.",
        ),
        "/imports",
        lambda: ImportBatch.objects.filter(state=ImportState.DONE).exists(),
    ),
    Step(
        "pools",
        T("设置公海", "Set up the pools"),
        T("谁可以领取、每天几条、多久不跟进就回收。", "Who may claim, how many a day, and when a lead goes back."),
        "/settings/pools",
        lambda: PoolMember.objects.exists(),
    ),
    Step(
        "pipeline",
        T("调整销售阶段", "Shape your pipeline"),
        T(
            "把阶段改成您公司的说法，或直接建第一个商机。",
            "Name the stages as your company does, or add the first opportunity.",
        ),
        "/settings/pipelines",
        lambda: Stage.objects.filter(~Q(created_by=None) | Q(version__gt=1)).exists() or Opportunity.objects.exists(),
    ),
    Step(
        "campaign",
        T("发起第一个市场活动", "Run the first campaign"),
        T(
            "建表单、发链接；每条线索都知道自己从哪里来。",
            "Make a form, share its link; every lead knows where it came from.",
        ),
        "/campaigns?new=true",
        lambda: Campaign.objects.exists(),
    ),
)


class StepOut(Schema):
    code: str
    label: str
    why: str
    path: str
    done: bool


class BeginningOut(Schema):
    """Empty for whoever does not set the company up, and once all is done."""

    steps: list[StepOut]


@router.get("/beginning", response=BeginningOut, operation_id="get_beginning")
def get_beginning(request: Request) -> HttpResponse:
    ctx = request.auth
    if ctx.scope("member", "create") < ALL:
        return reply({"steps": []})
    language = asked_language(request)
    with reading(ctx):
        steps = [
            {
                "code": step.code,
                "label": step.label.into(language),
                "why": step.why.into(language),
                "path": step.path,
                "done": step.done(),
            }
            for step in STEPS
        ]
    return reply({"steps": [] if all(step["done"] for step in steps) else steps})
