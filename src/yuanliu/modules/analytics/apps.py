from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "yuanliu.modules.analytics"
    label = "analytics"

    def ready(self) -> None:
        from yuanliu.modules.analytics import subscribers  # noqa: F401  registers them
