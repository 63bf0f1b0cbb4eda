"""What other modules may do with campaigns."""

from yuanliu.modules.campaigns.services.submissions import AlreadySynced, settle, take_waiting, values_of, waiting_ids
from yuanliu.modules.campaigns.services.touches import add_touch, carry_touches, heirs_of

__all__ = [
    "AlreadySynced",
    "add_touch",
    "carry_touches",
    "heirs_of",
    "settle",
    "take_waiting",
    "values_of",
    "waiting_ids",
]
