from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "yuanliu.kernel.access"
    label = "access"

    def ready(self) -> None:
        from yuanliu.kernel.access import signin  # noqa: F401  connects the audit of sign-ins
