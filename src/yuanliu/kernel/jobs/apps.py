from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "yuanliu.kernel.jobs"
    label = "jobs"

    def ready(self) -> None:
        from yuanliu.kernel.jobs.jobs import deliver_outbox
        from yuanliu.kernel.work.journal import deliver_with

        deliver_with(lambda tenant_id: deliver_outbox.defer(tenant_id=str(tenant_id)))
