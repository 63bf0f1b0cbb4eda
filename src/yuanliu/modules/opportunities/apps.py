from django.apps import AppConfig


class OpportunitiesConfig(AppConfig):
    name = "yuanliu.modules.opportunities"
    label = "opportunities"
