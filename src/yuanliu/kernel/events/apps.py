from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "yuanliu.kernel.events"
    label = "events"
