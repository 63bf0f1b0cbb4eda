"""Assembles the API: one version, one set of error answers, the routers of the kernel and of every installed module."""

import logging
from importlib import import_module

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yuanliu.base.errors import Forbidden, Invalid, NotFound, Problem, SignedOut, TooLarge
from yuanliu.base.i18n import T
from yuanliu.kernel.api import session, settings
from yuanliu.kernel.records.http import SessionAuth, asked_language, reply
from yuanliu.kernel.records.router import show_record
from yuanliu.kernel.records.validation import field_errors
from yuanliu.kernel.work.idempotency import AlreadyDone
from yuanliu.kernel.work.object_type import model_of
from yuanliu.site.modules import MODULES

logger = logging.getLogger(__name__)


class CsrfFailed(Forbidden):
    code = "csrf_failed"
    detail = T("页面已过期，请刷新后重试", "This page has expired; reload and try again.")


class Malformed(Problem):
    status, code = 400, "malformed"
    detail = T("请求内容无法解析", "The request could not be read.")


class Unexpected(Problem):
    status, code = 500, "unexpected"
    detail = T("系统出现意外错误，已记录", "Something unexpected went wrong; it has been recorded.")


def build_api() -> NinjaAPI:
    api = NinjaAPI(title="Yuanliu 源流", version="1", auth=SessionAuth(), docs_url=None, openapi_url="/openapi.json")
    api.add_router("", session.router)
    for router in (settings.departments, settings.members, settings.roles, settings.custom_fields, settings.saved_views):
        api.add_router(f"/{router.model.object_type.path}", router)
    for module in MODULES:
        import_module(f"{module}.api").register(api)
    _answer_errors(api)
    return api


def _answer_errors(api: NinjaAPI) -> None:
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


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    response = reply(problem.as_json(asked_language(request)), problem.status)
    response.headers["Content-Type"] = "application/problem+json; charset=utf-8"
    return response

