"""Django's handle on this package."""

from django.apps import AppConfig


class DecisionsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.decisions"
    label = "decisions"
    default_auto_field = "django.db.models.BigAutoField"
