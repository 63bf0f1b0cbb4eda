from django.apps import AppConfig


class MetadataConfig(AppConfig):
    name = "yuanliu.kernel.metadata"
    label = "metadata"
