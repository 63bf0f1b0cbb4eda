"""What other modules may do with campaigns."""

from yuanliu.modules.campaigns.services.submissions import AlreadySynced, settle, take_waiting, values_of, waiting_ids
from yuanliu.modules.campaigns.services.touches import add_touch, carry_touches

__all__ = ["AlreadySynced", "add_touch", "carry_touches", "settle", "take_waiting", "values_of", "waiting_ids"]
