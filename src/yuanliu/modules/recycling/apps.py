from django.apps import AppConfig


class RecyclingConfig(AppConfig):
    name = "yuanliu.modules.recycling"
    label = "recycling"
