from django.apps import AppConfig


class WorkConfig(AppConfig):
    name = "yuanliu.kernel.work"
    label = "work"
