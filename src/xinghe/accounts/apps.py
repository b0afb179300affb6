"""Django's handle on this package."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """The package as an installed application."""

    name = "xinghe.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
