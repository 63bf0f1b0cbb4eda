"""Campaigns 市场活动, their public addresses and forms, what visitors sent, who was touched, and what it cost."""

from yuanliu.modules.campaigns.models.campaigns import (
    NOTHING_TO_ATTEND,
    Campaign,
    CampaignKind,
    CampaignMode,
    CampaignState,
    CampaignTarget,
)
from yuanliu.modules.campaigns.models.costs import BudgetLine, CostItem, CostKind
from yuanliu.modules.campaigns.models.entries import (
    Participation,
    Submission,
    SubmissionState,
    SubmissionWay,
    Suspicion,
)
from yuanliu.modules.campaigns.models.forms import (
    FORM_COLUMNS,
    FORM_TEXTS,
    UTM,
    After,
    Form,
    LinkPurpose,
    PromotionLink,
    Visit,
)
from yuanliu.modules.campaigns.models.touches import Reminder, ReminderKind, ReminderRule, Touch, TouchKind

__all__ = [
    "FORM_COLUMNS",
    "FORM_TEXTS",
    "NOTHING_TO_ATTEND",
    "UTM",
    "After",
    "BudgetLine",
    "Campaign",
    "CampaignKind",
    "CampaignMode",
    "CampaignState",
    "CampaignTarget",
    "CostItem",
    "CostKind",
    "Form",
    "LinkPurpose",
    "Participation",
    "PromotionLink",
    "Reminder",
    "ReminderKind",
    "ReminderRule",
    "Submission",
    "SubmissionState",
    "SubmissionWay",
    "Suspicion",
    "Touch",
    "TouchKind",
    "Visit",
]
