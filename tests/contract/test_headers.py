"""Every answer, of every route and every kind of error, tells the browser what it may do with it."""

import pytest
from django.test import override_settings

from tests.support.company import Api, make_company
from tests.support.routes import NIL, operations

PAGES = (
    "/",
    "/leads",
    "/f/nobody",
    "/f/nobody/thanks",
    "/assets/nothing.js",
    "/api/",
    "/api/v1/nothing",
    "/_allauth/browser/v1/config",
)


@pytest.fixture(scope="module")
def member():
    return make_company().api("admin")


def check(response, path):
    response.close()
    headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src" in policy, path
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0], path
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["Referrer-Policy"], path
    if path.startswith(("/api/", "/_allauth/")):
        assert "no-store" in headers["Cache-Control"], path
        assert "frame-ancestors 'none'" in policy, path


def test_every_route_signed_in_and_out(member):
    for operation in operations():
        path = f"/api/v1{operation.at(NIL)}"
        check(Api().generic(operation.method, path), path)
        if operation.method == "GET":
            check(member.get(path), path)


@pytest.mark.parametrize("path", PAGES)
def test_pages_files_and_errors(path, member):
    check(Api().get(path), path)
    check(member.post(path, b"{", content_type="application/json"), path)


def test_https_stays_https():
    assert "Strict-Transport-Security" not in Api().get("/api/v1/nothing").headers
    with override_settings(SESSION_COOKIE_SECURE=True):
        assert "max-age" in Api().get("/api/v1/nothing").headers["Strict-Transport-Security"]


def test_the_document_of_the_api_is_for_members_and_built_once(member, monkeypatch):
    from yuanliu.site import urls

    assert Api().get("/api/v1/openapi.json").status_code == 401
    first = member.get("/api/v1/openapi.json")
    assert first.json()["openapi"]
    monkeypatch.setattr(urls.api, "get_openapi_schema", None)
    assert member.get("/api/v1/openapi.json").content == first.content
    with override_settings(API_DOCUMENT_PUBLIC=True):
        assert Api().get("/api/v1/openapi.json").status_code == 200
