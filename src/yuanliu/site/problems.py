"""How every error leaves the API: as problem+json, in the language of whoever asked."""

from __future__ import annotations

import logging
from collections.abc import Callable

import psycopg
import pydantic
from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yuanliu.base.errors import Forbidden, Invalid, NotFound, Occupied, Problem, SignedOut, TooBusy, TooLarge, TooSlow
from yuanliu.base.i18n import T
from yuanliu.kernel.records.http import asked_language, reply
from yuanliu.kernel.records.router import show_record
from yuanliu.kernel.records.validation import field_errors
from yuanliu.kernel.work.idempotency import AlreadyDone
from yuanliu.kernel.work.object_type import model_of

logger = logging.getLogger(__name__)


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    detail = T("页面已过期，请刷新后重试", "This page has expired; reload and try again.")


class Malformed(Problem):
    status, code = 400, "malformed"
    detail = T("请求内容无法解析", "The request could not be read.")


class MethodNotAllowed(Problem):
    status, code = 405, "method_not_allowed"
    detail = T("此地址不支持该操作", "This address does not know this method.")


class Unexpected(Problem):
    status, code = 500, "unexpected"
    detail = T("系统出现意外错误，已记录", "Something unexpected went wrong; it has been recorded.")


def answer_errors(api: NinjaAPI) -> None:
    _answer_inner_errors(api)

    @api.exception_handler(Problem)
    def problem(request: HttpRequest, error: Problem) -> HttpResponse:
        return answer(request, error)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return answer(request, Invalid(errors=field_errors(error.errors)))

    @api.exception_handler(AuthenticationError)
    def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return answer(request, SignedOut())

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        if isinstance(error.__cause__, Problem):  # what our own parser says of the body
            return answer(request, error.__cause__)
        known: dict[int, Problem] = {403: CsrfFailed(), 404: NotFound(), 413: TooLarge()}
        return answer(request, known.get(error.status_code) or Malformed())

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return answer(request, TooLarge())

    @api.exception_handler(AlreadyDone)
    def already_done(request: HttpRequest, done: AlreadyDone) -> HttpResponse:
        """The same POST again: the record that the first one concerned, as it is now."""
        if done.record_id is None:
            return HttpResponse(status=204)
        return show_record(request.auth, model_of(done.object_code), done.record_id)  # type: ignore[attr-defined]

    @api.exception_handler(Exception)
    def unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
        logger.exception("unexpected error at %s %s", request.method, request.path)
        return answer(request, Unexpected())


def _answer_inner_errors(api: NinjaAPI) -> None:
    """What the layers below the routes say in words of their own."""

    @api.exception_handler(OperationalError)
    def database(request: HttpRequest, error: OperationalError) -> HttpResponse:
        known = next((kind for cause, kind in OF_DATABASE if isinstance(error.__cause__, cause)), None)
        if known is None:
            logger.exception("the database failed at %s %s", request.method, request.path)
        return answer(request, (known or TooBusy)())

    @api.exception_handler(pydantic.ValidationError)
    def invalid_inside(request: HttpRequest, error: pydantic.ValidationError) -> HttpResponse:
        """A part of the body that a step reads by a schema of its own."""
        return answer(request, Invalid(errors=field_errors(error.errors())))


OF_DATABASE: tuple[tuple[type[psycopg.Error], type[Problem]], ...] = (
    (psycopg.errors.QueryCanceled, TooSlow),
    (psycopg.errors.LockNotAvailable, Occupied),
    (psycopg.errors.DeadlockDetected, Occupied),
)
RETRY_SECONDS = 5


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = reply(problem.as_json(asked_language(request)), problem.status)
    response.headers["Content-Type"] = f"{PROBLEM}; charset=utf-8"
    if problem.status in (429, 503):
        response.headers["Retry-After"] = str(problem.extra.get("retry_after", RETRY_SECONDS))
    return response


PROBLEM = "application/problem+json"
BY_STATUS: dict[int, type[Problem]] = {404: NotFound, 405: MethodNotAllowed, 413: TooLarge, 500: Unexpected}


class ApiProblems:
    """Middleware: what the framework refuses before a route is found answers in the API's own form too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        ours = response.headers.get("Content-Type", "").startswith(PROBLEM)
        if response.status_code < 400 or ours or not request.path.startswith("/api/"):
            return response
        return answer(request, BY_STATUS.get(response.status_code, Malformed)())
