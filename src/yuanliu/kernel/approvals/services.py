"""One-step approval: somebody asks, one approver decides.

What a decision means, and the event that tells it, is the business of the record's module.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from yuanliu.base.errors import Conflict, Forbidden, Invalid
from yuanliu.base.i18n import T
from yuanliu.kernel.access.models import Department, Member
from yuanliu.kernel.approvals.eyes import makers_of, may_decide, require_another
from yuanliu.kernel.approvals.models import Approval, ApprovalState
from yuanliu.kernel.approvals.queries import holders
from yuanliu.kernel.notifications.services import notify
from yuanliu.kernel.records.seen import told
from yuanliu.kernel.work.models import Record
from yuanliu.kernel.work.object_type import model_of
from yuanliu.kernel.work.unit import Work

ACTION = "approve"  # the permission that makes a member an approver
ASKED = T("{object}“{title}”等待您审批", "{object} {title} waits for your approval")
GRANTED = T("{object}“{title}”审批通过", "{object} {title} was approved")
REJECTED = T("{object}“{title}”被驳回：{note}", "{object} {title} was rejected: {note}")


class NothingToDecide(Conflict):
    code = "not_pending"
    detail = T(
        "没有待审批的申请，可能已被处理或撤回", "Nothing waits for approval; it may have been decided or withdrawn."
    )


class NotTheApprover(Forbidden):
    code = "not_the_approver"
    detail = T("该审批由 {approver} 处理", "This waits for {approver} to decide.")


class NoApprover(Conflict):
    code = "no_approver"
    detail = T(
        "没有可以审批的成员，请先为部门设置主管或授予审批权限",
        "Nobody may approve this; set a department manager or grant the permission.",
    )


def request_approval(
    w: Work, record: Record, kind: str, approver_id: UUID | None = None, *, reason: str = ""
) -> Approval:
    """Asks the approver that was chosen, else the one who stands next above the requester."""
    w.flush()
    approver = (
        _chosen(record, approver_id, w.ctx.member_id) if approver_id else default_approver(record, w.ctx.member_id)
    )
    approval = Approval(
        object=record.object_type.code,
        record_id=record.pk,
        kind=kind,
        requested_by_id=w.ctx.member_id,
        requested_at=w.now,
        approver=approver,
        reason=reason,
    )
    w.add_rows([approval])
    _tell(w, record, approver.pk, "approval.requested", ASKED)
    return approval


def grant(w: Work, record: Record, kind: str, note: str = "") -> Approval:
    approval = _decide(w, record, kind, ApprovalState.APPROVED, note)
    _tell(w, record, approval.requested_by_id, "approval.granted", GRANTED)
    return approval


def reject(w: Work, record: Record, kind: str, note: str) -> Approval:
    approval = _decide(w, record, kind, ApprovalState.REJECTED, note)
    _tell(w, record, approval.requested_by_id, "approval.rejected", REJECTED, note)
    return approval


def withdraw(w: Work, record: Record, kind: str) -> Approval:
    """Takes the request back; whoever may ask again may do that."""
    return _close(w, record, kind, ApprovalState.WITHDRAWN)


def pass_on(w: Work, from_id: UUID, to_id: UUID) -> None:
    """离职交接: what waited for one who leaves waits for the heir, or where the heir may not approve, for whoever is asked
    when nobody is chosen. It stays where it is only while nobody else may decide it."""
    heir = Member.objects.get(pk=to_id)
    for approval in Approval.objects.filter(approver=from_id, state=ApprovalState.PENDING).order_by("pk"):
        record = w.lock(model_of(approval.object), approval.record_id)
        approver = _successor(heir, record, approval)
        if approver is not None:
            w.change_rows(Approval.objects.filter(pk=approval.pk), approver=approver)
            _tell(w, record, approver.pk, "approval.requested", ASKED)


def _successor(heir: Member, record: Record, approval: Approval) -> Member | None:
    if heir.pk not in makers_of(record, approval.requested_by_id) and may_approve(heir, record):
        return heir
    try:
        return default_approver(record, approval.requested_by_id, leaving_id=approval.approver_id)
    except NoApprover:
        return None


def waiting_for(record: Record) -> Approval:
    """What waits to be decided about the record, of whatever kind it is."""
    approval = Approval.objects.filter(record_id=record.pk, state=ApprovalState.PENDING).first()
    if approval is None:
        raise NothingToDecide
    return approval


def was_granted(record: Record) -> bool:
    return Approval.objects.filter(record_id=record.pk, state=ApprovalState.APPROVED).exists()


def pending(record: Record, kind: str) -> Approval:
    approval = Approval.objects.filter(record_id=record.pk, kind=kind, state=ApprovalState.PENDING).first()
    if approval is None:
        raise NothingToDecide
    return approval


def default_approver(record: Record, requester_id: UUID | None, leaving_id: UUID | None = None) -> Member:
    """The nearest department manager above the requester who may approve this record; else anybody who may.

    One who is leaving is not asked any more. Nobody approves what they made or asked for, except where nobody else may.
    """
    requester = Member.objects.filter(pk=requester_id).first()
    barred = {*makers_of(record, requester_id), leaving_id}
    for member in _candidates(record, requester):
        if member.pk not in barred and may_approve(member, record):
            return member
    if requester is not None and may_approve(requester, record):
        return requester
    raise NoApprover


def may_approve(member: Member, record: Record) -> bool:
    return may_decide(member, record, ACTION)


def _chosen(record: Record, approver_id: UUID, requester_id: UUID | None) -> Member:
    if approver_id in makers_of(record, requester_id):
        raise Invalid.at("approver", "self", "不能由自己审批", "You cannot approve your own request.")
    member = Member.objects.alive().filter(pk=approver_id, status="active").first()
    if member is None or not may_approve(member, record):
        raise Invalid.at("approver", "may_not_approve", "该成员没有审批权限", "This member may not approve it.")
    return member


def _candidates(record: Record, requester: Member | None) -> Iterator[Member]:
    active = Member.objects.alive().filter(status="active")
    if requester is not None:
        yield from _managers_above(requester, {member.pk: member for member in active.filter(pk__in=_manager_ids())})
    yield from holders(record.object_type.code, ACTION)


def _manager_ids() -> list[UUID]:
    return list(Department.objects.alive().filter(manager__isnull=False).values_list("manager_id", flat=True))


def _managers_above(requester: Member, managers: dict[UUID, Member]) -> Iterator[Member]:
    tree = {
        pk: (parent, manager)
        for pk, parent, manager in Department.objects.alive().values_list("pk", "parent_id", "manager_id")
    }
    department, seen = requester.department_id, set()
    while department in tree and department not in seen:  # a loop in the tree ends here
        seen.add(department)
        department, manager = tree[department]
        if manager in managers:
            yield managers[manager]


def _decide(w: Work, record: Record, kind: str, state: ApprovalState, note: str) -> Approval:
    waiting = pending(record, kind)
    if not w.ctx.system and waiting.approver_id != w.ctx.member_id:
        raise NotTheApprover(approver=waiting.approver.name)
    if state == ApprovalState.APPROVED:
        require_another(w, record, ACTION, makers_of(record, waiting.requested_by_id))
    return _close(w, record, kind, state, note)


def _close(w: Work, record: Record, kind: str, state: ApprovalState, note: str = "") -> Approval:
    """One of two who decide at once gets it: the record is locked by their act."""
    approval = pending(record, kind)
    w.change_rows(Approval.objects.filter(pk=approval.pk), state=state, decided_at=w.now, note=note)
    approval.state, approval.decided_at, approval.note = state, w.now, note
    return approval


def _tell(w: Work, record: Record, member_id: UUID | None, code: str, text: T, note: str = "") -> None:
    notify(w, [member_id], code, text, record, object=record.object_type.label, title=told(record), note=note)
