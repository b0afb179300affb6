"""Django's handle on this package."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
