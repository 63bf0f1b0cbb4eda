"""Files of a form that has to be sent again: kept aside, so that the visitor need not choose them twice.

The page carries a signed reference in a hidden field. What is never sent again is swept with all files that no row names.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest

from yuanliu.base.ids import uuid7
from yuanliu.modules.campaigns import shield
from yuanliu.modules.campaigns.models import Form
from yuanliu.modules.campaigns.public.doors import Door
from yuanliu.modules.campaigns.seals import Seal
from yuanliu.modules.campaigns.uploads import UnwantedFile, wanted_name

_seal = Seal("held")


@dataclass(frozen=True, slots=True)
class Held:
    """A file that answered a question, where it is stored, and what it is called."""

    link_id: UUID
    key: str
    stored: str
    name: str

    def sign(self) -> str:
        return _seal.sign(str(self.link_id), self.key, self.stored, self.name)

    @classmethod
    def read(cls, door: Door, key: str, text: str) -> Held | None:
        """None for what this site has not signed for this question of this link, and for what was swept since."""
        if (parts := _seal.open(text)) is None:
            return None
        link_id, asked, stored, name = parts
        if (UUID(link_id), asked) != (door.link.pk, key) or not default_storage.exists(stored):
            return None
        return cls(door.link.pk, key, stored, name)

    def upload(self) -> SimpleUploadedFile:
        with default_storage.open(self.stored) as content:
            return SimpleUploadedFile(self.name, content.read())


def field_of(key: str) -> str:
    """The hidden field beside the question."""
    return f"_held.{key}"


def held_in(request: HttpRequest, door: Door, key: str) -> Held | None:
    return Held.read(door, key, request.POST.get(field_of(key), ""))


def hold(request: HttpRequest, door: Door, form: Form, token: shield.Token | None) -> dict[str, Held]:
    """The files that will do, by the question that they answer; only of whoever has the page, and not without end."""
    if token is None or request.POST.get(shield.TRAP):
        return {}
    asked = [question["key"] for question in form.fields if question["kind"] == "file"]
    found = {key: _store(request, door, key) or held_in(request, door, key) for key in asked}
    return {key: held for key, held in found.items() if held}


def _store(request: HttpRequest, door: Door, key: str) -> Held | None:
    upload = request.FILES.get(key)
    try:
        name = wanted_name(upload)
    except (UnwantedFile, ValueError):
        return None
    if upload is None or shield.holds_too_much(door.sender(request)):
        return None
    return Held(door.link.pk, key, default_storage.save(f"{door.ctx.tenant_id}/held/{uuid7()}", upload), name)
