"""Django's handle on this package."""

from django.apps import AppConfig


class MessagingConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.messaging"
    label = "messaging"
    default_auto_field = "django.db.models.BigAutoField"
