import io
import os
import socket
import time
from urllib.parse import urlsplit

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.company import Api, make_company
from tests.support.makers import post, unique
from tests.support.races import race
from yuanliu.kernel.access.models import Member
from yuanliu.kernel.files.services import MAX_SIZE
from yuanliu.kernel.files.sweeping import sweep_files
from yuanliu.kernel.work.models import Collaborator
from yuanliu.kernel.work.unit import reading, work

PDF = b"%PDF-1.7\n" + b"x" * 100


@pytest.fixture
def company():
    return make_company()


@pytest.fixture
def account(company):
    return str(post(company, "sales", "/accounts", {"name": unique("客户")}))


def upload(api, record_id, data=PDF, name="合同.pdf", code="account", **headers):
    body = {"object": code, "record_id": record_id, "file": SimpleUploadedFile(name, data)}
    response = api.post("/api/v1/files", body, headers=headers or None)
    response.data = response.json() if "json" in response.headers["Content-Type"] else None
    return response


def listed(company, account, who="sales"):
    return company.api(who).send("GET", f"/files?object=account&record_id={account}")


def fetch(api, file_id):
    """The status of a download, read to its end."""
    response = api.send("GET", f"/files/{file_id}/download")
    b"".join(response)
    response.close()
    return response.status_code


def stored(company):
    """The names under the tenant's folder of the storage."""
    folder = str(company.admin.tenant_id)
    return default_storage.listdir(folder)[1] if default_storage.exists(folder) else []


def test_a_file_is_kept_listed_fetched_and_removed_on_the_timeline(company, account):
    api = company.api("sales")
    made = upload(api, account)
    assert made.status_code == 201, made.content
    assert (made.data["name"], made.data["size"], made.data["content_type"]) == ("合同.pdf", 109, "application/pdf")
    assert made.data["uploaded_by"] == {"id": str(company.id("sales")), "title": "sales"}
    assert listed(company, account).data["items"] == [made.data]

    path = f"/files/{made.data['id']}"
    fetched = api.get(f"/api/v1{path}/download")
    assert b"".join(fetched.streaming_content) == PDF
    assert fetched.headers["Content-Type"] == "application/pdf"
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"
    assert fetched.headers["Content-Disposition"].startswith("attachment;")
    assert fetched.headers["Content-Length"] == "109"

    assert len(stored(company)) == 1
    assert api.send("DELETE", path).status_code == 204
    assert listed(company, account).data["items"] == []
    assert api.send("GET", f"{path}/download").status_code == 404
    assert stored(company) == []
    entries = api.send("GET", f"/accounts/{account}/timeline").data["items"]
    assert [entry["code"] for entry in entries] == ["file.removed", "file.attached", "account.created"]
    assert entries[1]["text"] == "上传了附件 合同.pdf"


def test_the_rights_are_those_of_the_record(company, account):
    made = upload(company.api("sales"), account).data
    path = f"/files/{made['id']}"
    # outside the scope nothing exists
    assert listed(company, account, "stranger").status_code == 404
    assert upload(company.api("stranger"), account).status_code == 404
    assert company.api("stranger").send("GET", f"{path}/download").status_code == 404
    assert company.api("stranger").send("DELETE", path).status_code == 404
    # in another company nothing exists
    other = make_company()
    assert other.api().send("GET", f"{path}/download").status_code == 404
    assert other.api().send("DELETE", path).status_code == 404
    assert upload(other.api(), account).status_code == 404
    # who may read but not change
    assert [item["id"] for item in listed(company, account, "finance").data["items"]] == [made["id"]]
    assert fetch(company.api("finance"), made["id"]) == 200
    assert upload(company.api("finance"), account).status_code == 403
    assert company.api("finance").send("DELETE", path).status_code == 403
    # what does not exist
    assert upload(company.api("sales"), account, code="spaceship").status_code == 404
    assert listed(company, company.id("sales")).status_code == 404
    assert stored(other) == []
    assert len(stored(company)) == 1, "what was refused leaves no file"


def test_a_collaborator_reads_files_and_needs_edit_access_to_add_one(company, account):
    upload(company.api("sales"), account)
    with work(company.admin) as w:
        (row,) = w.add_rows(
            [Collaborator(object="account", record_id=account, member_id=company.id("stranger"), added_at=w.now)]
        )
    assert len(listed(company, account, "stranger").data["items"]) == 1
    assert upload(company.api("stranger"), account, name="2.pdf").status_code == 403
    with work(company.admin) as w:
        w.change_rows(Collaborator.objects.filter(pk=row.pk), member_access="edit")
    assert upload(company.api("stranger"), account, name="2.pdf").status_code == 201


def test_files_of_a_deleted_record_are_gone_with_it(company, account):
    made = upload(company.api("sales"), account).data
    assert company.api().send("DELETE", f"/accounts/{account}").status_code == 204
    assert fetch(company.api(), made["id"]) == 404
    assert company.api().send("POST", f"/accounts/{account}/restore").status_code == 200
    assert fetch(company.api(), made["id"]) == 200


def test_the_content_decides_and_not_the_name(company, account):
    api = company.api("sales")
    refused = upload(api, account, b"MZ\x90\0\3\0\0\0", "合同.pdf")
    assert (refused.status_code, refused.data["errors"][0]["field"]) == (422, "file")
    assert refused.data["errors"][0]["code"] == "type_not_allowed"
    page = upload(api, account, b"<script>alert(1)</script>", "x.html").data
    assert (page["name"], page["content_type"]) == ("x.html.txt", "text/plain; charset=utf-8")


def test_what_is_missing_is_said_at_its_field(company):
    response = company.api("sales").post("/api/v1/files", {})
    fields = {error["field"]: error["code"] for error in response.json()["errors"]}
    assert (response.status_code, fields) == (422, {name: "required" for name in ("object", "record_id", "file")})


def test_sending_it_again_keeps_one(company, account):
    api = company.api("sales")
    answers = [upload(api, account).data, upload(api, account, **{"Idempotency-Key": "same"}).data]
    assert answers[0] == answers[1]
    assert upload(api, account, name="副本.pdf").data["id"] != answers[0]["id"]
    assert len(stored(company)) == 2


def test_twins_at_once_keep_one(company, account):
    ids = race(4, lambda number: upload(company.api("sales"), account).data["id"], at_once=4)
    assert len(set(ids)) == 1, ids
    assert len(stored(company)) == 1


def test_a_key_may_go_with_an_upload_from_a_browser(company, account):
    """The check of the CSRF token has read the form by the time the key is looked at."""
    api, token = signed_in(company)
    made = upload(api, account, **{"Idempotency-Key": "k", "X-CSRFToken": token})
    assert made.status_code == 201, made.content
    assert upload(api, account).data["code"] == "csrf_failed"


def test_twenty_megabytes_fit_and_one_byte_more_does_not(company, account):
    api = company.api("sales")
    assert upload(api, account, PDF.ljust(MAX_SIZE, b"x")).status_code == 201
    refused = upload(api, account, PDF.ljust(MAX_SIZE + 1, b"x"), "2.pdf")
    assert (refused.status_code, refused.data["code"]) == (413, "too_large")
    assert len(stored(company)) == 1


class Untouchable(io.RawIOBase):
    def read(self, *size):
        raise AssertionError("the body was read")


def signed_in(company, who="sales"):
    """A browser with a session and a CSRF token, which the server checks."""
    with reading(company.admin):
        member = Member.objects.select_related("user").get(pk=company.id(who))
    api = Api(member, enforce_csrf_checks=True)
    api.send("GET", "/session")
    return api, api.cookies["csrftoken"].value


@pytest.mark.parametrize("path", ["/api/v1/files", "/api/v1/tasks", "/api/v1/notifications/read"])
def test_what_is_too_large_is_refused_before_it_is_read(company, path):
    api, token = signed_in(company)
    sizes = {"wsgi.input": Untouchable(), "CONTENT_LENGTH": str(2**30)}
    kind = "multipart/form-data; boundary=x"
    response = api.generic("POST", path, headers={"X-CSRFToken": token}, CONTENT_TYPE=kind, **sizes)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_signed_out_nothing_is_read_either(company):
    sizes = {"wsgi.input": Untouchable(), "CONTENT_LENGTH": "1000", "CONTENT_TYPE": "multipart/form-data; boundary=x"}
    response = Api(enforce_csrf_checks=True).generic("POST", "/api/v1/files", **sizes)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


def test_the_server_refuses_a_gigabyte_before_it_is_sent(server, company):
    """Headers only: the answer comes while the sender still holds the body back."""
    api, token = signed_in(company)
    address = urlsplit(server.url)
    cookies = "; ".join(f"{name}={morsel.value}" for name, morsel in api.cookies.items())
    head = (
        "POST /api/v1/files HTTP/1.1\r\nHost: localhost\r\nContent-Type: multipart/form-data; boundary=x\r\n"
        f"Cookie: {cookies}\r\nX-CSRFToken: {token}\r\nContent-Length: {2**30}\r\n\r\n--x\r\n"
    )
    with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
        connection.sendall(head.encode())
        answer = connection.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 "), answer


def test_the_sweep_takes_what_a_kill_left_and_nothing_else(company, account):
    """Stored, then killed before the commit: no row names the file. What is younger than a day may still get its row."""
    upload(company.api("sales"), account)
    (kept,) = stored(company)
    folder = company.admin.tenant_id
    left = default_storage.save(f"{folder}/left", SimpleUploadedFile("x", PDF))
    young = default_storage.save(f"{folder}/young", SimpleUploadedFile("x", PDF))
    deeper = default_storage.save(f"{folder}/imports/deeper", SimpleUploadedFile("x", b"a,b"))
    stranger = default_storage.save("elsewhere/left", SimpleUploadedFile("x", PDF))
    for name in (left, deeper, stranger, f"{folder}/{kept}"):
        os.utime(default_storage.path(name), (time.time() - 90_000,) * 2)
    assert sweep_files(company.admin) == 2
    assert sorted(stored(company)) == sorted([kept, "young"])
    assert default_storage.exists(young)
    assert default_storage.exists(stranger)
    assert not default_storage.exists(deeper)
    assert sweep_files(make_company().admin) == 0
