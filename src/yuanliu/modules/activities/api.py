"""The routes of follow-ups and tasks."""

from ninja import NinjaAPI

from yuanliu.kernel.records.router import record_router
from yuanliu.modules.activities.models import FollowUp, Task

follow_ups = record_router(FollowUp, creatable=False)
tasks = record_router(Task)


def register(api: NinjaAPI) -> None:
    api.add_router("/follow-ups", follow_ups)
    api.add_router("/tasks", tasks)
