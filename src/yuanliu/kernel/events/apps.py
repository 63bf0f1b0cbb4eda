from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EventsConfig(AppConfig):
    name = "yuanliu.kernel.events"
    label = "events"

    def ready(self) -> None:
        autodiscover_modules("subscribers")  # of every room and pack: whoever writes one need not say so anywhere else
