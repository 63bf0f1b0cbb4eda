from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "yuanliu.kernel.approvals"
    label = "approvals"
