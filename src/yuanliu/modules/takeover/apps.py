from django.apps import AppConfig


class TakeoverConfig(AppConfig):
    name = "yuanliu.modules.takeover"
    label = "takeover"
