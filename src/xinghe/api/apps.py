"""Django's handle on this package."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"
