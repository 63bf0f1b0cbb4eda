"""Asking for a new password: the answer, and the time that it takes, are the same for every address."""

from __future__ import annotations

from typing import Any

from allauth.headless.account.views import RequestPasswordResetView
from allauth.headless.internal.restkit import inputs
from django.http import HttpRequest
from procrastinate.contrib.django import app

from yuanliu.base.i18n import language_of
from yuanliu.kernel.outbound import mail


class ForgottenInput(inputs.Input):
    """Looks nothing up: who is meant, if anybody, is found by the job that writes the letter."""

    email = inputs.EmailField()

    def save(self, request: HttpRequest) -> None:
        if mail.is_open():
            job = app.configure_task("yuanliu.send_reset", allow_unknown=False)
            language = language_of(request.headers.get("Accept-Language"))
            job.defer(email=self.cleaned_data["email"].strip().lower(), language=language)


class ForgottenView(RequestPasswordResetView):
    input_class: Any = ForgottenInput
