"""Django's handle on this package."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
