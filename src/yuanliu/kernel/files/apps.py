from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "yuanliu.kernel.files"
    label = "files"
