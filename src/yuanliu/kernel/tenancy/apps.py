from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "yuanliu.kernel.tenancy"
    label = "tenancy"
