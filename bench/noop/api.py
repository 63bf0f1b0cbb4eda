"""The no-op: signed in, a reading transaction, nothing."""

from django.http import HttpResponse
from ninja import NinjaAPI, Router

from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.work.unit import reading

router = Router(tags=["bench"])


@router.get("")
def do_nothing(request: Request) -> HttpResponse:
    with reading(request.auth):
        return reply({})


def register(api: NinjaAPI) -> None:
    api.add_router("/noop", router)
