from django.apps import AppConfig


class LeadsConfig(AppConfig):
    name = "yuanliu.modules.leads"
    label = "leads"
