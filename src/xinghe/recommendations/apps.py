"""Django's handle on this package."""

from django.apps import AppConfig


class RecommendationsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.recommendations"
    label = "recommendations"
    default_auto_field = "django.db.models.BigAutoField"
