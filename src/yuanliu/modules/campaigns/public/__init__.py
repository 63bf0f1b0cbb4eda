"""What visitors meet: server-rendered pages without cookies or third parties, and the same as JSON. Stands outside the API.

A visitor is nobody's member: the link's address finds the tenant, and the shield takes the place of CSRF tokens.
"""

from django.urls import path

from yuanliu.modules.campaigns.public.data import FormData
from yuanliu.modules.campaigns.public.pages import FormPage, cover, gated_file, thanks

urlpatterns = [
    path("<slug:slug>", FormPage.as_view()),
    path("<slug:slug>.json", FormData.as_view()),
    path("<slug:slug>/thanks", thanks),
    path("<slug:slug>/file", gated_file),
    path("<slug:slug>/cover", cover),
]
