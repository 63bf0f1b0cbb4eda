from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "yuanliu.modules.leads"
    label = "leads"

    def ready(self) -> None:
        from yuanliu.modules.leads import subscribers  # noqa: F401  registers them
