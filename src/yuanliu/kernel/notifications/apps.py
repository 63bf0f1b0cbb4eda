from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "yuanliu.kernel.notifications"
    label = "notifications"
