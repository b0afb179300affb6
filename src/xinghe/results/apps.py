"""Django's handle on this package."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.results"
    label = "results"
    default_auto_field = "django.db.models.BigAutoField"
