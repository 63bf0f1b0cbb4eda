from django.apps import AppConfig


class CompetitorConfig(AppConfig):
    name = "competitor"
    label = "competitor"
