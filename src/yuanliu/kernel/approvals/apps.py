from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "yuanliu.kernel.approvals"
    label = "approvals"

    def ready(self) -> None:
        from yuanliu.kernel.approvals import subscribers  # noqa: F401  registers them
