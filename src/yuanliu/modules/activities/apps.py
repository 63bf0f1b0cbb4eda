from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "yuanliu.modules.activities"
    label = "activities"
