"""An import as a member makes it over the API."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.company import Api
from tests.support.fixtures import drain_queue


def upload(api: Api, object_code: str, content: bytes | str, name: str = "数据.csv", **more: str) -> Any:
    data = content.encode() if isinstance(content, str) else content
    response = api.post("/api/v1/imports", {"object": object_code, "file": SimpleUploadedFile(name, data), **more})
    response.data = json.loads(response.content)
    return response


def uploaded(api: Api, object_code: str, content: bytes | str, name: str = "数据.csv") -> dict[str, Any]:
    response = upload(api, object_code, content, name)
    assert response.status_code == 201, response.content.decode()
    return response.data


def planned(
    api: Api, batch: dict[str, Any], mapping: dict[str, str | None] | None = None, **plan: Any
) -> dict[str, Any]:
    body = {"mapping": mapping if mapping is not None else batch["mapping"], **plan}
    response = api.send("PUT", f"/imports/{batch['id']}", body)
    assert response.status_code == 200, response.content.decode()
    return response.data


def step(api: Api, batch: dict[str, Any], name: str) -> dict[str, Any]:
    """Starts a step, runs its job, and gives the import as it then is."""
    response = api.send("POST", f"/imports/{batch['id']}/{name}")
    assert response.status_code == 200, response.content.decode()
    drain_queue()
    return fetched(api, batch)


def fetched(api: Api, batch: dict[str, Any]) -> dict[str, Any]:
    return api.send("GET", f"/imports/{batch['id']}").data


def imported(api: Api, object_code: str, content: bytes | str, **plan: Any) -> dict[str, Any]:
    """All the steps; the import afterwards."""
    batch = uploaded(api, object_code, content)
    planned(api, batch, **plan)
    checked = step(api, batch, "check")
    assert checked["state"] == "checked", checked
    return step(api, batch, "run")


def error_rows(api: Api, batch: dict[str, Any]) -> list[dict[str, str]]:
    response = api.get(f"/api/v1/imports/{batch['id']}/errors")
    assert response.status_code == 200
    content = b"".join(response.streaming_content)
    response.close()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def listed(api: Api, path: str) -> list[dict[str, Any]]:
    return api.send("GET", f"/{path}?limit=200").data["items"]
