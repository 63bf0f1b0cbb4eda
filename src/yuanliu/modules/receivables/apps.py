from django.apps import AppConfig


class ReceivablesConfig(AppConfig):
    name = "yuanliu.modules.receivables"
    label = "receivables"
