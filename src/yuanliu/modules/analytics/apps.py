from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "yuanliu.modules.analytics"
    label = "analytics"
