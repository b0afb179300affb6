"""Django's handle on this package."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
