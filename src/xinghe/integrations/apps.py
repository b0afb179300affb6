"""Django's handle on this package."""

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.integrations"
    label = "integrations"
    default_auto_field = "django.db.models.BigAutoField"
