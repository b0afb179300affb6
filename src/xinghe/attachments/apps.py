"""Django's handle on this package."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.attachments"
    label = "attachments"
    default_auto_field = "django.db.models.BigAutoField"
