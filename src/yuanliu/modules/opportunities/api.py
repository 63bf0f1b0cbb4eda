"""The routes of opportunities and of what they are configured with."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.opportunities.models import LostReason, Opportunity, Pipeline, Stage

opportunities = record_router(Opportunity)
pipelines = record_router(Pipeline)
stages = record_router(Stage)
lost_reasons = record_router(LostReason)


def register(api: NinjaAPI) -> None:
    api.add_router("/opportunities", opportunities)
    api.add_router("/pipelines", pipelines)
    api.add_router("/stages", stages)
    api.add_router("/lost-reasons", lost_reasons)
