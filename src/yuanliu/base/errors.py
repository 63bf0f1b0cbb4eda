"""What can go wrong, with a stable code and a sentence in both languages.

Each kind of error is a class; whoever raises it names the class, never a status number.
The HTTP form is RFC 9457 problem+json (see docs/reference/http-api.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yuanliu.base.i18n import T


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `field` is its dotted path in the request."""

    field: str
    code: str
    detail: T


class Problem(Exception):
    """An error that is an answer: the person who asked can understand it and do something about it."""

    status = 400
    code = "problem"
    detail = T("请求无法完成", "The request could not be completed.")

    def __init__(self, detail: T | None = None, *, errors: Iterable[FieldError] = (), **extra: Any):
        self.errors = tuple(errors)
        self.extra = extra
        if detail is not None:
            self.detail = detail
        elif extra:
            self.detail = self.detail.format(**extra)
        super().__init__(f"{self.code}: {self.detail}")

    def as_json(self, language: str) -> dict[str, Any]:
        return {
            "type": f"urn:yuanliu:problem:{self.code}",
            "status": self.status,
            "code": self.code,
            "title": self.detail.into(language),
            "detail": self.detail.into(language),
            "errors": [{"field": e.field, "code": e.code, "detail": e.detail.into(language)} for e in self.errors],
            **{name: value for name, value in self.extra.items() if not isinstance(value, T)},
        }


class SignedOut(Problem):
    status, code = 401, "signed_out"
    detail = T("请先登录", "Please sign in.")


class Forbidden(Problem):
    status, code = 403, "permission_denied"
    detail = T("您没有执行此操作的权限", "You may not do this.")


class NotFound(Problem):
    """Also the answer for what the asker may not see: it does not exist for them."""

    status, code = 404, "not_found"
    detail = T("记录不存在或您无权查看", "There is no such record, or you may not see it.")


class Conflict(Problem):
    status, code = 409, "conflict"
    detail = T("数据已被他人修改", "Somebody else changed this meanwhile.")


class VersionConflict(Conflict):
    code = "version_conflict"
    detail = T(
        "这条记录刚被他人修改，请刷新后重试", "This record was just changed by somebody else; reload and try again."
    )


class TooLarge(Problem):
    status, code = 413, "too_large"
    detail = T("内容过大", "This is too large.")


class Invalid(Problem):
    status, code = 422, "invalid"
    detail = T("提交的内容有误", "Some of what was sent is not valid.")

    @classmethod
    def at(cls, field: str, code: str, zh: str, en: str) -> Invalid:
        """The usual case: one thing is wrong at one field."""
        return cls(errors=[FieldError(field, code, T(zh, en))])


class TooManyRequests(Problem):
    status, code = 429, "too_many_requests"
    detail = T("操作过于频繁，请稍后再试", "Too many requests; please wait a moment.")


class TooSlow(Problem):
    """The database was asked for more than one request may ask for."""

    status, code = 503, "too_slow"
    detail = T("查询耗时过长，请缩小范围后重试", "This took too long; ask for less and try again.")


class Occupied(Conflict):
    """Somebody else holds what this request must change."""

    code = "occupied"
    detail = T("数据正被他人修改，请稍后再试", "Somebody else is changing this; please try again in a moment.")


class TooBusy(Problem):
    """Nothing is wrong with the request: the machine has no room for it now."""

    status, code = 503, "too_busy"
    detail = T("系统繁忙，请稍后再试", "The system is busy; please try again in a moment.")
