from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "yuanliu.modules.catalog"
    label = "catalog"
