from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "yuanliu.kernel.imports"
    label = "imports"
