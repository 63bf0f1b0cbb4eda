"""The routes of follow-ups and tasks."""

from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI

from yuanliu.kernel.records.http import Request
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.records.services import create_record
from yuanliu.modules.activities import services
from yuanliu.modules.activities.models import FollowUp, Task
from yuanliu.modules.activities.schemas import FollowUpIn, TaskIn, values_of

follow_ups = record_router(
    FollowUp,
    create=services.create_follow_up,
    update=services.correct_follow_up,
    delete=services.keep_follow_up,
    creatable=False,
)
tasks = record_router(
    Task, create=services.add_task, update=services.change_task, assign=services.give_task, creatable=False
)


@follow_ups.post("", response={201: follow_ups.Out}, operation_id="create_follow_up")
def post_follow_up(request: Request, body: FollowUpIn) -> HttpResponse:  # type: ignore[valid-type]
    return follow_ups.answer(request, services.write_follow_up(request.auth, values_of(body)), 201)


@tasks.post("", response={201: tasks.Out}, operation_id="create_task")
def post_task(request: Request, body: TaskIn) -> HttpResponse:  # type: ignore[valid-type]
    return tasks.answer(request, create_record(request.auth, Task, values_of(body)), 201)


@tasks.post("/{uuid:task_id}/done", response=tasks.Out, operation_id="finish_task")
def finish_task(request: Request, task_id: UUID) -> HttpResponse:
    return tasks.answer(request, services.finish_task(request.auth, task_id))


@tasks.post("/{uuid:task_id}/reopen", response=tasks.Out, operation_id="reopen_task")
def reopen_task(request: Request, task_id: UUID) -> HttpResponse:
    return tasks.answer(request, services.reopen_task(request.auth, task_id))


def register(api: NinjaAPI) -> None:
    api.add_router("/follow-ups", follow_ups)
    api.add_router("/tasks", tasks)
