"""Django's handle on this package."""

from django.apps import AppConfig


class DepositsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.deposits"
    label = "deposits"
    default_auto_field = "django.db.models.BigAutoField"
