"""An open campaign with a form, and a visitor in front of it."""

import json
import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.support.company import make_company
from yuanliu.base.time import utc_now
from yuanliu.kernel.work.unit import reading
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.models import Form, PromotionLink


def worded(*words):
    """The options of a choice, in one language."""
    return [{"label": label} for label in words]


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0"
FIELDS = [
    {"key": "name", "required": True},
    {"key": "mobile", "required": True},
    {"kind": "choice", "label": "团队规模", "label_en": "Team size", "options": worded("10人以下", "10人以上")},
    {"kind": "multi_choice", "label": "关注方向", "options": worded("销售", "财务")},
    {"kind": "long_text", "label": "想了解什么"},
]


class Stall:
    """An open campaign with a form, and a visitor in front of it."""

    def __init__(self):
        self.company = make_company()
        self.api = self.company.api("marketer")
        self.campaign = self.api.send("POST", "/campaigns", {"name": "2025年AI行业峰会", "place": "上海"}).data["id"]
        self.publish(FIELDS)
        self.move("active")
        self.slug = self.links()[0]["slug"]
        self.visitor = Client(raise_request_exception=False, SERVER_NAME="localhost", headers={"User-Agent": PHONE})

    def publish(self, fields, **more):
        made = self.api.send("PUT", f"/campaigns/{self.campaign}/form", {"fields": fields, **more})
        assert made.status_code == 200, made.content

    def move(self, state):
        assert self.api.send("POST", f"/campaigns/{self.campaign}/state", {"state": state}).status_code == 200

    def links(self):
        return self.api.send("GET", "/promotion-links").data["items"]

    def page(self, **headers):
        return self.visitor.get(f"/f/{self.slug}", headers=headers)

    def token(self, ago=60):
        """The token of a page that was opened `ago` seconds ago."""
        with reading(self.company.admin):
            link = PromotionLink.objects.get(slug=self.slug)
            form = Form.objects.order_by("-number").first()
        return shield.Token(link.pk, form.pk, utc_now() - timedelta(seconds=ago)).sign()

    def send(self, token=None, **fields):
        body = {
            "_token": token if token is not None else self.token(),
            "name": "张三",
            "mobile": "13812345678",
            **fields,
        }
        return self.visitor.post(f"/f/{self.slug}", body)

    def collected(self):
        where = json.dumps({"field": "campaign", "value": self.campaign})
        return self.api.send("GET", f"/submissions?filter={where}&columns=name,mobile,state,suspicion,way,link").data[
            "items"
        ]

    def change(self, **facts):
        version = self.api.send("GET", f"/campaigns/{self.campaign}").data["version"]
        changed = self.api.send("PATCH", f"/campaigns/{self.campaign}", {"version": version, **facts})
        assert changed.status_code == 200, changed.content

    def answers(self, entry):
        shown = self.api.send("GET", f"/submissions/{entry['id']}/answers").data["answers"]
        return {answer["label"]: answer["value"] for answer in shown}

    def thanks(self, sent):
        """The page after sending."""
        assert sent.status_code == 303, sent.content.decode()
        return self.visitor.get(sent.headers["Location"]).content.decode()

    def attach(self, name, content):
        """A file of the campaign; its id."""
        body = {"object": "campaign", "record_id": self.campaign, "file": SimpleUploadedFile(name, content)}
        kept = self.api.post("/api/v1/files", body)
        assert kept.status_code == 201, kept.content
        return kept.json()["id"]


def errors_in(page):
    """What is wrong, by the question that it stands at."""
    return dict(re.findall(r'id="e-f-([\w-]+)">([^<]+)', page.content.decode()))
