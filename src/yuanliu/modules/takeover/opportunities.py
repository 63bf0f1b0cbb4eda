"""Opportunities as they stand: there since the day on which they began, so that what comes of them comes after."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

from yuanliu.kernel.work.unit import Work
from yuanliu.modules.opportunities.importing import OPPORTUNITY_IMPORT, add_imported
from yuanliu.modules.opportunities.models import Opportunity
from yuanliu.modules.takeover.steps import Values, not_later, on_its_day


def take_over_opportunity(w: Work, values: Values) -> Opportunity:
    began = values.get("opened_on")
    not_later(w, "opened_on", began)
    with on_its_day(w, began) if began else nullcontext():
        return add_imported(w, values)


OPPORTUNITIES = replace(OPPORTUNITY_IMPORT, create=take_over_opportunity)
