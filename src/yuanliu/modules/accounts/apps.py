from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yuanliu.modules.accounts"
    label = "accounts"
