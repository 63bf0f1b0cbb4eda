from django.apps import AppConfig


class RecyclingConfig(AppConfig):
    name = "yuanliu.modules.recycling"
    label = "recycling"

    def ready(self) -> None:
        from yuanliu.modules.recycling import subscribers  # noqa: F401  registers them
