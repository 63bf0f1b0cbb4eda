"""A sale that was signed is won, whatever the pipeline said before. What stands above says when; its act is the authority."""

from __future__ import annotations

from uuid import UUID

from yuanliu.base.i18n import T
from yuanliu.kernel.metadata.queries import custom_fields
from yuanliu.kernel.records.fields import custom_info, model_fields
from yuanliu.kernel.work.unit import Work
from yuanliu.modules.activities.services import give_task_about
from yuanliu.modules.opportunities.models import Opportunity, Outcome, Stage
from yuanliu.modules.opportunities.resting import rests_on_something
from yuanliu.modules.opportunities.services import close_into, lacking, open_again

TO_FILL_IN = T("补填“{field}”：{title}", "Fill in {field}: {title}")


def win(w: Work, opportunity_id: UUID, document: str) -> None:
    """Wins it in the act of signing `document`, unless that was done before; a lost one turns out to be won.

    What the stage requires and nobody has filled in becomes a task of the owner: it does not hold up what was signed.
    """
    opportunity = w.lock(Opportunity, opportunity_id)
    if opportunity.outcome == Outcome.WON:
        return
    stage = _won_stage(opportunity.pipeline_id)
    missing = lacking(stage, {}, opportunity)
    close_into(w, opportunity, stage, document=document)
    _ask_for(w, opportunity, missing)


def give_back(w: Work, opportunity_id: UUID) -> None:
    """Opens it again where nothing is left that it was won for."""
    opportunity = w.lock(Opportunity, opportunity_id)
    if opportunity.outcome == Outcome.WON and not rests_on_something(opportunity):
        open_again(w, opportunity)


def _won_stage(pipeline_id: UUID | None) -> Stage:
    """Each pipeline keeps one (`StageNeeded`)."""
    return Stage.objects.alive().filter(pipeline=pipeline_id, outcome=Outcome.WON).earliest("position", "pk")


def _ask_for(w: Work, opportunity: Opportunity, names: list[str]) -> None:
    if not names:
        return
    infos = [*model_fields(Opportunity).values(), *map(custom_info, custom_fields("opportunity"))]
    labels = {info.name: info.label for info in infos}
    for name in names:
        text = TO_FILL_IN.format(field=labels.get(name, T(name, name)).small, title=opportunity.name)
        give_task_about(w, opportunity, opportunity.owner_id, text.into(w.ctx.locale))
