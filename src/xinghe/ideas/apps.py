"""Django's handle on this package."""

from django.apps import AppConfig


class IdeasConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.ideas"
    label = "ideas"
    default_auto_field = "django.db.models.BigAutoField"
