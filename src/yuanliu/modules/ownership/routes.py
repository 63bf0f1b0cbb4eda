"""The routes that every object with a pool has: its module adds them to its router."""

from uuid import UUID

from django.http import HttpResponse

from yuanliu.kernel.records.answers import BulkOut
from yuanliu.kernel.records.http import Request, asked_language, reply
from yuanliu.kernel.records.router import RecordRouter
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.ownership import queries, services
from yuanliu.modules.ownership.schemas import ClaimIn, LedgerOut, LockIn, ReturnIn


def add_pool_routes(router: RecordRouter) -> None:
    """Claim, return and the ledger; assigning is one of the routes that every object has."""
    model, code = router.model, router.model.object_type.code

    @router.post("/claim", response=BulkOut, operation_id=f"claim_many_{code}")
    def claim_many(request: Request, body: ClaimIn) -> HttpResponse:
        results, language = services.claim_records(request.auth, model, body.ids), asked_language(request)
        failed = [{"id": pk, "code": p.code, "detail": p.detail.into(language)} for pk, p in results.items() if p]
        return reply({"done": len(results) - len(failed), "failed": failed})

    @router.post("/{uuid:record_id}/claim", response=router.Out, operation_id=f"claim_{code}")
    def claim(request: Request, record_id: UUID) -> HttpResponse:
        return router.answer(request, services.claim_record(request.auth, model, record_id))

    @router.post("/{uuid:record_id}/return", response=router.Out, operation_id=f"return_{code}")
    def put_back(request: Request, record_id: UUID, body: ReturnIn) -> HttpResponse:
        record = services.return_record(request.auth, model, record_id, body.pool, body.reason)
        return router.answer(request, record)

    @router.post("/{uuid:record_id}/lock", response=router.Out, operation_id=f"lock_{code}")
    def lock(request: Request, record_id: UUID, body: LockIn) -> HttpResponse:
        return router.answer(request, services.lock_record(request.auth, model, record_id, body.locked))

    @router.get("/{uuid:record_id}/ledger", response=LedgerOut, operation_id=f"ledger_{code}")
    def ledger(request: Request, record_id: UUID) -> HttpResponse:
        with reading(request.auth):
            return reply(queries.ledger(request.auth, model, record_id))
