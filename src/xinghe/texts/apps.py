"""Django's handle on this package."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.texts"
    label = "texts"
    default_auto_field = "django.db.models.BigAutoField"
