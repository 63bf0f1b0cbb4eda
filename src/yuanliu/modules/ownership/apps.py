from django.apps import AppConfig


class OwnershipConfig(AppConfig):
    name = "yuanliu.modules.ownership"
    label = "ownership"
