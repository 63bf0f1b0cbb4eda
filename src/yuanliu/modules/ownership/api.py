"""The routes of pools and of who may use them."""

from uuid import UUID

from django.http import HttpResponse
from ninja import NinjaAPI

from yuanliu.kernel.records.http import Request, reply
from yuanliu.kernel.records.router import record_router
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.ownership import queries, services
from yuanliu.modules.ownership.models import Pool
from yuanliu.modules.ownership.schemas import PoolMemberIn, PoolMembersOut

pools = record_router(Pool, create=services.add_pool, update=services.change_pool, delete=services.delete_pool)


@pools.get("/{uuid:pool_id}/members", response=PoolMembersOut, operation_id="list_pool_members")
def list_members(request: Request, pool_id: UUID) -> HttpResponse:
    with reading(request.auth):
        return reply(queries.pool_members(request.auth, pool_id))


@pools.post("/{uuid:pool_id}/members", response=PoolMembersOut, operation_id="set_pool_member")
def set_member(request: Request, pool_id: UUID, body: PoolMemberIn) -> HttpResponse:
    services.set_pool_member(request.auth, pool_id, body.member, body.admin)
    with reading(request.auth):
        return reply(queries.pool_members(request.auth, pool_id))


@pools.delete("/{uuid:pool_id}/members/{uuid:member_id}", response={204: None}, operation_id="remove_pool_member")
def remove_member(request: Request, pool_id: UUID, member_id: UUID) -> HttpResponse:
    services.remove_pool_member(request.auth, pool_id, member_id)
    return HttpResponse(status=204)


def register(api: NinjaAPI) -> None:
    api.add_router("/pools", pools)
