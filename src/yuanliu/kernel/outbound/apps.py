from django.apps import AppConfig


class OutboundConfig(AppConfig):
    name = "yuanliu.kernel.outbound"
    label = "outbound"
