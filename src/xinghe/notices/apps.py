"""Django's handle on this package."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.notices"
    label = "notices"
    default_auto_field = "django.db.models.BigAutoField"
