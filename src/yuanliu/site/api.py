"""Assembles the API: one version, one set of error answers, the routers of the kernel and of every installed module."""

from importlib import import_module

from ninja import NinjaAPI

from yuanliu.kernel.api import approvals, identity, imports, session, settings, work
from yuanliu.kernel.records.http import SessionAuth
from yuanliu.site import beginning, founding
from yuanliu.site.modules import MODULES
from yuanliu.site.parsing import CleanParser
from yuanliu.site.problems import answer_errors


def build_api() -> NinjaAPI:
    api = NinjaAPI(
        title="Yuanliu 源流", version="1", auth=SessionAuth(), docs_url=None, openapi_url=None, parser=CleanParser()
    )
    api.add_router("", session.router)
    api.add_router("", identity.router)
    api.add_router("", founding.router)
    api.add_router("", beginning.router)
    for router in (
        settings.departments,
        settings.members,
        settings.roles,
        settings.custom_fields,
        settings.saved_views,
    ):
        api.add_router(f"/{router.model.object_type.path}", router)
    api.add_router("/sign-in-rule", settings.sign_in_rule)
    api.add_router("/lookup-limit", settings.lookups)
    api.add_router("/notifications", work.notifications)
    api.add_router("/files", work.files)
    api.add_router("/jobs", work.jobs)
    api.add_router("/approvals", approvals.router)
    api.add_router("/imports", imports.router)
    for module in MODULES:
        import_module(f"{module}.api").register(api)
    answer_errors(api)
    return api
