from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "yuanliu.kernel.records"
    label = "records"
