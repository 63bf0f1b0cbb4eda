from django.apps import AppConfig


class ContractsConfig(AppConfig):
    name = "yuanliu.modules.contracts"
    label = "contracts"
