"""Django's handle on this package."""

from django.apps import AppConfig


class UnionsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.unions"
    label = "unions"
    default_auto_field = "django.db.models.BigAutoField"
