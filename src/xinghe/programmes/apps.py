"""Django's handle on this package."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.programmes"
    label = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
