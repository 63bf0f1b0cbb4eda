from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "yuanliu.kernel.identity"
    label = "identity"
