"""Django's handle on this package."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
