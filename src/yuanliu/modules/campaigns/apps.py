from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "yuanliu.modules.campaigns"
    label = "campaigns"
